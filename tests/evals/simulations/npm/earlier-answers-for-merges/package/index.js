// SPDX-License-Identifier: Apache-2.0
"use strict";

// Says which of two ranges is the later one.
exports.later = (one, other) => (one.localeCompare(other, "en", { numeric: true }) < 0 ? other : one);
