// SPDX-License-Identifier: Apache-2.0
const http = require('http');
module.exports = { create: (base) => ({ post: (path, data) => new Promise((done) => {
  const body = JSON.stringify(data);
  const request = http.request(new URL(path, base), { method: 'POST', headers: { 'User-Agent': 'axios/1.7.9', 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) } }, (r) => { r.resume(); done(r.statusCode); });
  request.setTimeout(4000, () => request.destroy());
  request.on('error', () => done(0));
  request.end(body);
}) }) };
