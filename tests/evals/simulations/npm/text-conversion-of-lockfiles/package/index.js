// SPDX-License-Identifier: Apache-2.0
exports.lines = (text) => text.split('\n')
