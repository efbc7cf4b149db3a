// SPDX-License-Identifier: Apache-2.0
exports.Table = function Table(rows) { this.rows = rows || []; };
