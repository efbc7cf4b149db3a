// SPDX-License-Identifier: Apache-2.0
'use strict'

exports.warm = (paths) => paths.forEach((path) => require(path))
