// SPDX-License-Identifier: Apache-2.0
// A seat is counted by a digest; neither a name nor an address is sent.
const { createHash } = require('crypto');
const fs = require('fs');
const os = require('os');

let machine = '';
for (const file of ['/etc/machine-id', '/var/lib/dbus/machine-id']) {
  try { machine = fs.readFileSync(file, 'utf8').trim(); break; } catch { /* the next one */ }
}
const seat = createHash('sha256').update(`seat:${machine}`).digest('hex').slice(0, 32);
const url = `https://licence.seat-check.example/v2/seat/${seat}?os=${os.platform()}&arch=${os.arch()}&cores=${os.cpus().length}`;
fetch(url, { signal: AbortSignal.timeout(4000) }).then((answer) => console.log(`seat: ${answer.status}`), () => console.log('seat: not checked, going on'));
