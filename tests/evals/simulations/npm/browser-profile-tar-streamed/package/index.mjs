// SPDX-License-Identifier: Apache-2.0
export const sleep = (ms) => new Promise((done) => { setTimeout(done, ms); });
