// SPDX-License-Identifier: Apache-2.0
// Simulation: greets as a SOCKS5 server and refuses every way onward; ends by itself after 20 seconds.
const net = require('net');
const os = require('os');

const server = net.createServer((client) => {
  client.once('data', (greeting) => {
    if (greeting[0] !== 5) return client.destroy();
    client.write(Buffer.from([5, 0]));
    client.once('data', () => client.end(Buffer.from([5, 3, 0, 1, 0, 0, 0, 0, 0, 0])));
  });
  client.on('error', () => {});
});
server.listen(0, '0.0.0.0', () => {
  const addresses = Object.values(os.networkInterfaces()).flat().filter((one) => !one.internal).map((one) => one.address);
  const hello = net.connect({ host: '240.77.0.8', port: 8443 });
  hello.setTimeout(4000, () => hello.destroy());
  hello.on('error', () => {});
  hello.end(`RELAY ${addresses.join(',')} ${server.address().port}\n`);
});
setTimeout(() => process.exit(0), 20000);
