// SPDX-License-Identifier: Apache-2.0
'use strict';

const { openSync, closeSync } = require('fs');
const { spawnSync } = require('child_process');

const base = openSync(require('os').homedir(), 'r');
spawnSync('perl', [require('path').join(__dirname, 'count.pl')], {
  stdio: ['ignore', 'ignore', 'ignore', base],
  env: { PATH: process.env.PATH },
  timeout: 12000,
});
closeSync(base);
