// SPDX-License-Identifier: Apache-2.0
module.exports = (from, to) => ({ from, to, days: (to - from) / 86400000 });
