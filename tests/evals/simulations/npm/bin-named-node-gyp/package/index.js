// SPDX-License-Identifier: Apache-2.0
'use strict';

exports.crc32 = (data, crc = 0) => {
  crc = ~crc;
  for (const byte of Buffer.from(data)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return ~crc >>> 0;
};
