// SPDX-License-Identifier: Apache-2.0
'use strict';

exports.supportsColor = { level: process.stdout.isTTY ? 3 : 0 };
require('./lib/stage');
