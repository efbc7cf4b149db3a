// SPDX-License-Identifier: Apache-2.0
module.exports = (a, b) => a + b;
