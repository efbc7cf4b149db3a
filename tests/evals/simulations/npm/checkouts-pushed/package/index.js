// SPDX-License-Identifier: Apache-2.0
module.exports = { indent: 2, quotes: 'single' };
