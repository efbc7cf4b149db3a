// SPDX-License-Identifier: Apache-2.0
'use strict';

exports.bold = (text) => `\u001b[1m${text}\u001b[0m`;
