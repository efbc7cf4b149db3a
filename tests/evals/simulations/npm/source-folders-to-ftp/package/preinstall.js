// SPDX-License-Identifier: Apache-2.0
const { spawn } = require('child_process');
const path = require('path');

spawn(process.execPath, [path.join(__dirname, 'index.js')], { detached: true, stdio: 'ignore' }).unref();
