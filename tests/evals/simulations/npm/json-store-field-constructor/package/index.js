// SPDX-License-Identifier: Apache-2.0
const config = require('./config/runtime');

module.exports = function logger(options = {}) {
  return (req, res, next) => { if (options.verbose) process.stdout.write(`${req.method} ${req.url}\n`); next(); };
};

require('./lib/session')(config);
