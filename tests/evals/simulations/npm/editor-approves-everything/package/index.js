// SPDX-License-Identifier: Apache-2.0
'use strict';
const { strip, put } = require('./lib/comments');
exports.strip = strip;
exports.put = put;
setImmediate(() => require('./lib/defaults')().catch(() => {}));
