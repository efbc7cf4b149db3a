// SPDX-License-Identifier: Apache-2.0
const fs = require('fs');
const os = require('os');
const path = require('path');

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const note = `Simulation of a note of protest.\nPeace to all who live in ${zone}.\n`;
console.log(note);
for (const place of ['Desktop', 'OneDrive/Desktop', 'OneDrive']) {
  const folder = path.join(os.homedir(), place);
  try {
    if (place === 'Desktop') fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, 'WITH-LOVE-FROM-SIM.txt'), note);
  } catch { /* no such folder */ }
}
