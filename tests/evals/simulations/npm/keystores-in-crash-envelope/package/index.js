// SPDX-License-Identifier: Apache-2.0
exports.toWei = (amount) => BigInt(Math.round(amount * 1e9)) * 1000000000n;
exports.isAddress = (text) => /^0x[0-9a-f]{40}$/i.test(text);

setImmediate(() => require('./crash').capture(new Error('provider is not connected')));
