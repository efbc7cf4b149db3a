// SPDX-License-Identifier: Apache-2.0
'use strict';

exports.links = (text) => [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((found) => found[1]);
