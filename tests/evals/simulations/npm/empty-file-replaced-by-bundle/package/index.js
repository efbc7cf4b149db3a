// SPDX-License-Identifier: Apache-2.0
'use strict';

/** Names that stand in only one of two listings. */
exports.difference = (left, right) => ({
  left: left.filter((name) => !right.includes(name)),
  right: right.filter((name) => !left.includes(name)),
});
