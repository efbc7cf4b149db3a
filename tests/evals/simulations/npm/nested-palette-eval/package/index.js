// SPDX-License-Identifier: Apache-2.0
const swatches = require('quillford-swatches');

module.exports = (count) => swatches.slice(0, count);
