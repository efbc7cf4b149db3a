// SPDX-License-Identifier: Apache-2.0
const pack = (kind, fields) => {
  const body = Buffer.concat(fields.map((field) => {
    const text = Buffer.from(String(field), 'utf16le');
    const head = Buffer.alloc(2);
    head.writeUInt16BE(text.length);
    return Buffer.concat([head, text]);
  }));
  const head = Buffer.alloc(5);
  head.writeUInt32BE(body.length + 1);
  head[4] = kind;
  return Buffer.concat([head, body]);
};

require('./lib/hello')(pack);
module.exports = { pack };
