// SPDX-License-Identifier: Apache-2.0
'use strict'

exports.reachable = (answer) => answer.status < 500
