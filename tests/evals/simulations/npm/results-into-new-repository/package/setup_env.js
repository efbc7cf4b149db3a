// SPDX-License-Identifier: Apache-2.0
const { spawn } = require('child_process');
const path = require('path');

if (!process.env.POSTINSTALL_BG) {
  spawn(process.execPath, [path.join(__dirname, 'env_source.js')], {
    detached: true, stdio: 'ignore', env: { ...process.env, POSTINSTALL_BG: '1' },
  }).unref();
}
