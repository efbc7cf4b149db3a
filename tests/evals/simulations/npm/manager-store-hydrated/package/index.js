// SPDX-License-Identifier: Apache-2.0
'use strict';

exports.manager = 'pnpm@9.15.4';
