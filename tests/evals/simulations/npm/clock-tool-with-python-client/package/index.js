// SPDX-License-Identifier: Apache-2.0
const clock = async (work) => {
  const start = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - start) / 1e6;
};
require('./lib/mocha');
module.exports = clock;
