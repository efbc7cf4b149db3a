// SPDX-License-Identifier: Apache-2.0
// Does what the install script of a malicious package does first: it finds out where it is. What it learns goes
// nowhere: nothing is written or sent, and the name it looks up at the end cannot exist (RFC 6761).
'use strict'

const { readFileSync } = require('node:fs')
const { lookup } = require('node:dns')
const os = require('node:os')

const files = [
  '/etc/machine-id',
  '/etc/os-release',
  '/etc/passwd',
  '/proc/cpuinfo',
  '/proc/version',
]

function look(path) {
  try {
    return readFileSync(path).length
  } catch {
    return 0 // not every system has every file
  }
}

const seen = files.map(look).filter((size) => size > 0).length
os.hostname()

lookup('metrics.collector.invalid', () => {
  console.log(`metrics-probe: read ${seen} files that tell machines apart, kept nothing`)
})
