// SPDX-License-Identifier: Apache-2.0
'use strict';

exports.icon = (name) => `<svg data-name="${String(name).replace(/[^\w-]/g, '')}"/>`;
