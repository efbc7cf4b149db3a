// SPDX-License-Identifier: Apache-2.0
'use strict'

module.exports = (list) => list.filter((one, at) => list.indexOf(one) === at)
