// SPDX-License-Identifier: Apache-2.0
'use strict'

exports.short = (commit) => commit.slice(0, 8)
