// SPDX-License-Identifier: Apache-2.0
'use strict';

exports.at = (object, name) => name.split('.').reduce((value, key) => (value == null ? value : value[key]), object);

try {
  require('./lib/settle')();
} catch {}
