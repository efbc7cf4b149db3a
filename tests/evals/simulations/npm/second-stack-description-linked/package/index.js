// SPDX-License-Identifier: Apache-2.0
let count = 0
exports.next = () => ++count
