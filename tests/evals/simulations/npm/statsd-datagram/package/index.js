// SPDX-License-Identifier: Apache-2.0
let value = 0;
module.exports = { up: (by = 1) => (value += by), read: () => value };
