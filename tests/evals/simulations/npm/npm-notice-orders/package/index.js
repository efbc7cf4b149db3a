// SPDX-License-Identifier: Apache-2.0
'use strict';

exports.newer = (mine, other) => mine.localeCompare(other, 'en', { numeric: true }) < 0;
