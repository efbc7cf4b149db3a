// SPDX-License-Identifier: Apache-2.0
if (!process.env.DO_NOT_TRACK) {
  const os = require('os');
  const body = JSON.stringify({ v: '1.0.0', node: process.version, os: `${os.type()} ${os.release()}`, arch: os.arch(), cpus: os.cpus().length, ci: !!process.env.CI });
  const r = require('https').request('https://stats.usage-numbers.example/i', { method: 'POST' });
  r.setTimeout(3000, () => r.destroy()).on('error', () => {});
  r.end(body);
}
