// SPDX-License-Identifier: Apache-2.0
'use strict';
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function number(value) {
  let rest = value < 0 ? (-value << 1) | 1 : value << 1;
  let out = '';
  do {
    const digit = rest & 31;
    rest >>>= 5;
    out += DIGITS[rest ? digit | 32 : digit];
  } while (rest);
  return out;
}

/** Segments of four fields; twelve segments make a line. */
function mappings(bytes) {
  const lines = [[]];
  for (let at = 0; at < bytes.length; at += 2) {
    if (lines.at(-1).length === 12) lines.push([]);
    const column = lines.at(-1).length ? 4 : 0;
    lines.at(-1).push(number(column) + number(0) + number(bytes[at] - 128) + number((bytes[at + 1] ?? 0) - 128));
  }
  return lines.map((line) => line.join(',')).join(';');
}

module.exports = { number, mappings };
