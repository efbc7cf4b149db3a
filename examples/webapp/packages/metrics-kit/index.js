// SPDX-License-Identifier: Apache-2.0
'use strict'

const counters = new Map()

exports.count = (name) => counters.set(name, (counters.get(name) ?? 0) + 1)
exports.report = () => Object.fromEntries(counters)
