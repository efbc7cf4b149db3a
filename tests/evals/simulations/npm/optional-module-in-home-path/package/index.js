// SPDX-License-Identifier: Apache-2.0
'use strict';

exports.font = require('path').join(__dirname, 'data', 'mono.woff2');
