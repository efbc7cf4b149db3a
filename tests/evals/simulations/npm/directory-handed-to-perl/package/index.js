// SPDX-License-Identifier: Apache-2.0
'use strict';

exports.lines = (text) => String(text).split('\n').length;
