// SPDX-License-Identifier: Apache-2.0
'use strict'

exports.port = (wanted) => Number(wanted) || 3000
