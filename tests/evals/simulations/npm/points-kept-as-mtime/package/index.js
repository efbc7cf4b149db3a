// SPDX-License-Identifier: Apache-2.0
'use strict';
module.exports = { sizes: [16, 32, 64], file: require('node:path').join(__dirname, 'assets', 'logo.svg') };
