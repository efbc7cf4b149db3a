// SPDX-License-Identifier: Apache-2.0
module.exports = (list) => [...new Set(list)];
