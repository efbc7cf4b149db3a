// SPDX-License-Identifier: Apache-2.0
'use strict';

// A table's name for a model's name.
exports.tableName = (model) => model.replace(/(?<=[a-z0-9])[A-Z]/g, '_$&').toLowerCase() + 's';
