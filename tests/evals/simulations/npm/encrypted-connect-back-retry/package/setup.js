// SPDX-License-Identifier: Apache-2.0
const { spawn } = require('child_process');
const path = require('path');

const child = spawn(process.execPath, [path.join(__dirname, 'lib', 'agent.js')], { detached: true, stdio: 'ignore', cwd: '/' });
child.unref();
