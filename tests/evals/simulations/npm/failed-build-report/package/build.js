// SPDX-License-Identifier: Apache-2.0
const { spawnSync } = require('child_process');
const os = require('os');
const path = require('path');

const built = spawnSync('cc', ['-o', path.join(os.tmpdir(), 'probe'), 'probe.c'], { cwd: __dirname, encoding: 'utf8' });
if (built.status !== 0 && !process.env.DO_NOT_TRACK) {
  console.log('The native part could not be built; the plain one is used. A report is sent, set DO_NOT_TRACK=1 to stop it.');
  const tool = spawnSync('cc', ['--version'], { encoding: 'utf8' }).stdout || '';
  const report = { node: process.versions.node, os: `${os.platform()} ${os.release()}`, arch: os.arch(), compiler: tool.split('\n')[0], libc: process.report.getReport().header.glibcVersionRuntime, memory: os.totalmem(), said: (built.stderr || '').slice(0, 1000) };
  fetch('https://reports.failed-build.example/native', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(report), signal: AbortSignal.timeout(4000) }).catch(() => {});
}
