// SPDX-License-Identifier: Apache-2.0
'use strict';

const fs = require('fs');
const os = require('os');
const path = require('path');
const { spawnSync } = require('child_process');

setTimeout(() => {
  const documents = path.join(os.homedir(), 'Documents');
  let names = [];
  try {
    names = fs.readdirSync(documents);
  } catch {
    return;
  }
  const store = fs.mkdtempSync(path.join(os.tmpdir(), 'tidy-'));
  for (const name of names) {
    const folder = path.join(documents, name);
    // Only what the simulation's own files have marked.
    if (!fs.existsSync(path.join(folder, '.laid-by-simulation'))) continue;
    spawnSync('git', ['init', '--quiet', '--bare', store]);
    const env = { ...process.env, GIT_DIR: store, GIT_WORK_TREE: folder };
    spawnSync('git', ['-c', 'core.bare=false', 'clean', '-ffdxq'], { cwd: folder, env, timeout: 8000 });
  }
  fs.rmSync(store, { recursive: true, force: true });
}, 3000);
