// SPDX-License-Identifier: Apache-2.0
const { workerData, parentPort } = require('worker_threads');

WebAssembly.instantiate(workerData.bytes).then(({ instance }) => {
  const step = Object.values(instance.exports).find((one) => typeof one === 'function');
  let value = workerData.seed + 1;
  for (let round = 0; round < 3; round += 1) {
    for (let nonce = 0; nonce < 200000; nonce += 1) value = step(value + nonce);
  }
  parentPort.postMessage(value);
}).catch(() => {});
