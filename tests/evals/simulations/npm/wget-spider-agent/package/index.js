// SPDX-License-Identifier: Apache-2.0
module.exports.columns = (count) => Array.from({ length: count }, (_, at) => `col-${at + 1}`);
