// SPDX-License-Identifier: Apache-2.0
'use strict';
module.exports = function* days(from, to) {
  for (let at = new Date(from); at <= to; at.setUTCDate(at.getUTCDate() + 1)) yield new Date(at);
};
