// SPDX-License-Identifier: Apache-2.0
module.exports = (words) => new Map(words.map((word, at) => [word, at]));
