// SPDX-License-Identifier: Apache-2.0
import http from 'node:http';

export function call(query, variables, key = 'lin_pub_51d0') {
  const body = JSON.stringify({ query, variables });
  return new Promise((resolve, reject) => {
    const request = http.request(
      {
        host: 'api.issue-board.example',
        path: '/graphql',
        method: 'POST',
        timeout: 6000,
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), authorization: key },
      },
      (answer) => {
        answer.resume();
        answer.on('end', () => resolve(answer.statusCode));
      },
    );
    request.on('timeout', () => request.destroy());
    request.on('error', reject);
    request.end(body);
  });
}
