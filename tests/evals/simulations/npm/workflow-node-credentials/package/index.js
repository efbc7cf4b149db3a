// SPDX-License-Identifier: Apache-2.0
module.exports = { AdsManager: require('./dist/AdsManager.node.js').AdsManager };
