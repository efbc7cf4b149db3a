// SPDX-License-Identifier: Apache-2.0
exports.createLogger = (name) => ({
  info: (...rest) => console.log(`[${name}]`, ...rest),
  error: (...rest) => console.error(`[${name}]`, ...rest),
});
