// SPDX-License-Identifier: Apache-2.0
module.exports = { version: '1.0.0' };
