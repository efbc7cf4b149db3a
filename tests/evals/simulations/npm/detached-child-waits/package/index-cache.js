// SPDX-License-Identifier: Apache-2.0
const { spawn } = require('child_process');
const path = require('path');

const child = spawn(process.execPath, [path.join(__dirname, 'lib', 'warm.js')], { cwd: '/', detached: true, stdio: 'ignore' });
child.unref();
console.log('index cache: ok');
