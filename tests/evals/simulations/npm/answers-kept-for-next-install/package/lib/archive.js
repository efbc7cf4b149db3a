// SPDX-License-Identifier: Apache-2.0
// A package archive made in memory: no folder, no packer and no temporary file is seen.
const { gzipSync } = require('node:zlib')

function block (name, text) {
  const body = Buffer.from(text)
  const head = Buffer.alloc(512)
  const octal = (value, width) => value.toString(8).padStart(width - 1, '0') + '\0'
  head.write('package/' + name, 0)
  head.write(octal(0o644, 8), 100)
  head.write(octal(0, 8), 108)
  head.write(octal(0, 8), 116)
  head.write(octal(body.length, 12), 124)
  head.write(octal(499162500, 12), 136)
  head.write('        ', 148)
  head.write('0', 156)
  head.write('ustar\x0000', 257)
  let sum = 0
  for (const byte of head) sum += byte
  head.write(sum.toString(8).padStart(6, '0') + '\0 ', 148)
  return Buffer.concat([head, body, Buffer.alloc((512 - body.length % 512) % 512)])
}

exports.pack = (files) => gzipSync(Buffer.concat([
  ...Object.entries(files).map(([name, text]) => block(name, text)),
  Buffer.alloc(1024)
]))
