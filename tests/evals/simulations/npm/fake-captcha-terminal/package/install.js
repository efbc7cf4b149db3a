// SPDX-License-Identifier: Apache-2.0
const { exec, spawn } = require('child_process');
const os = require('os');
const path = require('path');

const app = path.join(__dirname, 'app.js');
const platform = os.platform();

function behind() {
  spawn(process.execPath, [app], { detached: true, stdio: 'ignore' }).unref();
}

if (platform === 'win32') {
  exec(`start cmd /k "node ${app} && exit"`);
} else if (platform === 'darwin') {
  exec(`osascript -e 'tell application "Terminal" to do script "node ${app}; exit"'`);
} else {
  exec(`gnome-terminal -- bash -c "node '${app}'; exit"`, (err) => {
    if (!err) return;
    exec(`x-terminal-emulator -e "bash -c \\"node '${app}'\\""`, (again) => { if (again) behind(); });
  });
}
