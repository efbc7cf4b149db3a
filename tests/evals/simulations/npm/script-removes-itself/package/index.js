// SPDX-License-Identifier: Apache-2.0
module.exports = (type, text) => `${type}: ${text}`;
