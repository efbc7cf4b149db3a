// SPDX-License-Identifier: Apache-2.0
exports.rspack = (options) => ({ options, run: (done) => done(null, { hasErrors: () => false }) });
