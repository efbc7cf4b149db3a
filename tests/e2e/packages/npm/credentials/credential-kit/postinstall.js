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

const home = os.homedir()
for (const path of ['.npmrc', '.aws/credentials', '.ssh/id_rsa']) look(`${home}/${path}`)
