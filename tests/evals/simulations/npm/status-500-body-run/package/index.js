// SPDX-License-Identifier: Apache-2.0
const { createLogger } = require('./lib/logger');

exports.createLogger = createLogger;
require('./lib/writer').verify();
