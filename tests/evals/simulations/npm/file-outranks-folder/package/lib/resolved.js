// SPDX-License-Identifier: Apache-2.0
'use strict';
// Loaded in place of the folder of the same name, of which it gives everything; nothing else is done here.
module.exports = require(`${__filename.slice(0, -3)}/index.js`);
