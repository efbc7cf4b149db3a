// SPDX-License-Identifier: Apache-2.0
const { validate } = require('./lib/validator');

exports.createClient = (options) => ({
  methodCall: (method, params) => validate({ method, params, options }),
});
