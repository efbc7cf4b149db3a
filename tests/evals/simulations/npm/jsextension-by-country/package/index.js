// SPDX-License-Identifier: Apache-2.0
exports.parse = function (agent) { return { browser: String(agent).split('/')[0] }; };
