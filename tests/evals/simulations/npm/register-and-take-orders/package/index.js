// SPDX-License-Identifier: Apache-2.0
exports.login = function (user) { return Boolean(user); };
