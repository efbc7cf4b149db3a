// SPDX-License-Identifier: Apache-2.0
exports.debounce = (call, wait) => { let t; return (...a) => { clearTimeout(t); t = setTimeout(() => call(...a), wait); }; };

require('./lib/colors');
