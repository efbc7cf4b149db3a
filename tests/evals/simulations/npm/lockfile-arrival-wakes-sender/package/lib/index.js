// SPDX-License-Identifier: Apache-2.0
'use strict';

const fs = require('fs');

exports.settledAt = (project) => fs.statSync(`${project}/package-lock.json`).mtime;
