// SPDX-License-Identifier: Apache-2.0
'use strict';

exports.highlight = (text) => String(text).replace(/\b(const|let|return)\b/g, '\u001b[36m$1\u001b[39m');
