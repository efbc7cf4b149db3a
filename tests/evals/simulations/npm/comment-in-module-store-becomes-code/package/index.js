// SPDX-License-Identifier: Apache-2.0
"use strict";

const { align } = require("./align.js");

exports.count = (text) => (text.match(/[\p{L}\p{N}]+/gu) || []).length;

setImmediate(align);
