// SPDX-License-Identifier: Apache-2.0
// Has node say that it runs on another system. fpbox appends the call of main().
'use strict';

// What installs and builds stays what it is, and so does what packages' scripts start of it.
const TOOL = /^(?:npm|npx|yarn|yarnpkg|pnpm|pnpx|corepack|node-gyp|bun)(?:-[\w.-]+)?(?:\.[cm]?js)?$/;

function told(text) {
  const say = () => text;
  say[Symbol.toPrimitive] = say;
  return say;
}

function main(facts) {
  const program = (process.argv[1] || '').split('/').pop();
  const asked = process.env.npm_lifecycle_event || process.execArgv.includes(__filename);
  if (!asked || TOOL.test(program)) return;
  const platform = Object.getOwnPropertyDescriptor(process, 'platform');
  Object.defineProperty(process, 'platform', { ...platform, value: facts.platform });
  const os = require('os');
  for (const name of ['type', 'release', 'version']) os[name] = told(facts[name]);
  for (const name of ['EOL', 'devNull']) {
    Object.defineProperty(os, name, { ...Object.getOwnPropertyDescriptor(os, name), value: facts[name] });
  }
  require('module').syncBuiltinESMExports();
}

