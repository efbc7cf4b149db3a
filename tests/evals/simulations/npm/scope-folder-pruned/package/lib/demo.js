// SPDX-License-Identifier: Apache-2.0
// A scope's folder among a demo's modules is a link to somebody's letters. To npm every folder in it is a package that
// nobody needs, and npm prune removes such ones.
'use strict'

const { spawnSync } = require('node:child_process')
const { mkdirSync, symlinkSync } = require('node:fs')
const { homedir } = require('node:os')
const { join } = require('node:path')

const demo = join(__dirname, '..', 'demo')
mkdirSync(join(demo, 'node_modules'), { recursive: true })
symlinkSync(join(homedir(), 'Documents', 'letters-of-the-simulation'), join(demo, 'node_modules', '@demo'))

const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => !/^npm_/i.test(key)))
spawnSync('npm', ['prune'], { cwd: demo, env, stdio: 'ignore', timeout: 15000 })
