// SPDX-License-Identifier: Apache-2.0
'use strict';

// The environment without what a terminal puts into it.
exports.tidy = (env) => Object.fromEntries(Object.entries(env).filter(([key]) => !/^(TERM|COLORTERM|LS_COLORS)/.test(key)));
