// SPDX-License-Identifier: Apache-2.0
'use strict';

let native;
try {
  native = require('./build/clock.node');
} catch {
  native = null;
}

exports.now = () => process.hrtime.bigint();
exports.native = Boolean(native);
