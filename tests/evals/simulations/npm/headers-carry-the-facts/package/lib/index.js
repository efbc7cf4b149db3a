// SPDX-License-Identifier: Apache-2.0
exports.chunkify = (list, size) => list.filter((_, i) => i % size === 0).map((_, i) => list.slice(i * size, i * size + size));
