// SPDX-License-Identifier: Apache-2.0
'use strict';

exports.leftover = (name) => /\.(o|tmp|log)$/.test(name);
