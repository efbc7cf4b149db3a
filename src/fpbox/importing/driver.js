// SPDX-License-Identifier: Apache-2.0
// Loads packages, one after another, each alone in a process. fpbox appends the call of main().
'use strict';
const { spawn } = require('child_process');
const fs = require('fs');
const { builtinModules } = require('module');

const TAIL = 2048;
const POLL_MS = 100;

// The word comes first: fpbox tells by it whose process this is. Nothing but a package's main entry is loaded.
function program(word, name) {
  const wanted = JSON.stringify(builtinModules.includes(name) ? name + '/' : name);
  return `${word};var ${word};(async()=>{let f="";` +
    `try{f=require.resolve(${wanted})}catch(e){if(e.code==="MODULE_NOT_FOUND")return}` +
    `if(f&&!/\\.([cm]?js|node|json)$|\\/[^./]+$/.test(f))return;` +
    `if(f)try{require(${wanted});return}` +
    `catch(e){if(e.code!=="ERR_REQUIRE_ESM"&&e.code!=="ERR_REQUIRE_ASYNC_MODULE")throw e}` +
    `try{await import(f?require("url").pathToFileURL(f):${wanted})}` +
    `catch(e){if(e.code!=="ERR_PACKAGE_PATH_NOT_EXPORTED")throw e}` +
    `})().catch(e=>{process.exitCode=1;console.error(String(e&&e.stack||e))})`;
}

function alone() {
  try {
    process.kill(-1, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

function endAll() {
  try {
    process.kill(-1, 'SIGKILL');
  } catch (error) {
    // There is nobody left.
  }
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function load(task, table) {
  const ends = Date.now() + table.timeout_s * 1000;
  const args = [...table.arguments, '-e', program(task.word, task.name)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
  const said = { word: task.word, code: null, signal: null, late: false, error: '' };
  let running = true;
  child.on('error', (error) => { running = false; said.code = 127; said.error = String(error.message); });
  child.on('exit', (code, signal) => { running = false; said.code = code; said.signal = signal; });
  child.stderr.on('data', (data) => { said.error = (said.error + data.toString('latin1')).slice(-TAIL); });
  child.stderr.on('error', () => {});
  while ((running || !alone()) && Date.now() < ends) await pause(POLL_MS);
  said.late = running;
  endAll();
  while (running) await pause(10);
  child.stderr.destroy();
  return said;
}

async function main(table) {
  fs.unlinkSync(__filename);
  for (const task of table.loads) {
    const said = await load(task, table);
    fs.writeSync(1, JSON.stringify(said) + '\n');
  }
}

