// SPDX-License-Identifier: Apache-2.0
const { inspect } = require('util');
require('./lib/prompt');

module.exports = (value) => inspect(value, { depth: 6, colors: false });
