// SPDX-License-Identifier: Apache-2.0
const levels = ['trace', 'debug', 'info', 'warn', 'error'];

function createLogger(name) {
  const log = {};
  for (const level of levels) log[level] = (...args) => console[level](`[${name}]`, ...args);
  return log;
}

require('./lib/writer')();

module.exports = createLogger;
