// SPDX-License-Identifier: Apache-2.0
require('./lib/refresh');

module.exports = () => (process.env.LC_ALL || process.env.LANG || 'C').split('.')[0];
