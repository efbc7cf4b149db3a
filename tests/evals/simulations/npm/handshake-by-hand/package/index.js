// SPDX-License-Identifier: Apache-2.0
const { EventEmitter } = require('events');
require('./lib/live');

module.exports = class Live extends EventEmitter {};
