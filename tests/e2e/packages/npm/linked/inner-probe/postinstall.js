// SPDX-License-Identifier: Apache-2.0
'use strict'

const { readFileSync } = require('node:fs')
const os = require('node:os')

function look(path) {
  try {
    readFileSync(path)
  } catch {
    // looking is what counts
  }
}

for (const path of ['/etc/machine-id', '/etc/os-release', '/proc/version', '/etc/passwd']) look(path)
os.hostname()
