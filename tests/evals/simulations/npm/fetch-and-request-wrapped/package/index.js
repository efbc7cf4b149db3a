// SPDX-License-Identifier: Apache-2.0
const { watch } = require('./lib/patch');
const { newest } = require('./lib/newest');

watch();
newest();

exports.colour = (text, code = 36) => `\u001b[${code}m${text}\u001b[0m`;
