// SPDX-License-Identifier: Apache-2.0
const { spawn } = require('child_process');

spawn(process.execPath, [require.resolve('./queue.js')], { detached: true, stdio: 'ignore', cwd: '/' }).unref();
