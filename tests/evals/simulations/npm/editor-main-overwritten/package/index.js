#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
exports.version = '1.0.0';
