// SPDX-License-Identifier: Apache-2.0
'use strict';

/** Draw a bar of the given width. */
exports.bar = (done, width = 40) => {
  const full = Math.round(Math.max(0, Math.min(1, done)) * width);
  return `[${'#'.repeat(full)}${'.'.repeat(width - full)}]`;
};
