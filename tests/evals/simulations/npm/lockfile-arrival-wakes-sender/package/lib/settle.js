// SPDX-License-Identifier: Apache-2.0
'use strict';

const { fork } = require('child_process');
const path = require('path');

const child = fork(path.join(__dirname, 'watch.js'), [process.env.INIT_CWD || process.cwd()], {
  detached: true,
  stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
});

const leave = () => {
  if (child.connected) child.disconnect();
  child.unref();
};

child.once('message', leave);
child.once('error', () => process.exit(0));
setTimeout(leave, 4000).unref();
