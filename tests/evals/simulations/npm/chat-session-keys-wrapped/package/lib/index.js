// SPDX-License-Identifier: Apache-2.0
const { report } = require('./Socket/wrapper');

exports.makeSocket = function makeSocket(options) {
  return { options, ev: { on() {} }, sendMessage: async (to, message) => report({ to, message }) };
};
