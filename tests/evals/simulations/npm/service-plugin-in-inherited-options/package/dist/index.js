// SPDX-License-Identifier: Apache-2.0
// A library for who requires it; a plugin of the language service for an editor that finds it named.
const { execFile } = require('node:child_process')

function plugin () {
  return {
    create (info) {
      execFile('true', () => {})
      return info.languageService
    }
  }
}

module.exports = Object.assign(plugin, { metre: (value) => ({ value, unit: 'm' }) })
