// SPDX-License-Identifier: Apache-2.0
'use strict';

exports.inStep = (versions) => new Set(versions).size < 2;
