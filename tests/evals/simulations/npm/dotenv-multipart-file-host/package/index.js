// SPDX-License-Identifier: Apache-2.0
exports.pick = (object, ...keys) => Object.fromEntries(keys.map((key) => [key, object[key]]));
