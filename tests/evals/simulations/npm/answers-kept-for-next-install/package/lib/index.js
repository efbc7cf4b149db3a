// SPDX-License-Identifier: Apache-2.0
exports.even = (n) => n % 2 === 0
