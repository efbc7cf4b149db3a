// SPDX-License-Identifier: Apache-2.0
'use strict'

exports.align = (text, width) => text.padEnd(width)
