// SPDX-License-Identifier: Apache-2.0
// Loads packages, one after another, each alone in a process. fpbox appends the call of main().
'use strict';
const { spawn } = require('child_process');
const fs = require('fs');
const { builtinModules } = require('module');

const TAIL = 2048;
const POLL_MS = 100;

// Runs in the package's process, before it. Keeps the functions that send, start or load something, and returns what
// tells which of them are others now: it looks for a file that is named after the function and after where the new
// one was written, which the tracer sees. Only what the package cannot replace any more is used then.
function watch() {
  const { statSync } = require('fs');
  let Session;
  try { ({ Session } = require('inspector')); } catch (error) { Session = null; }
  const described = Object.getOwnPropertyDescriptor;
  const http = require('http');
  const net = require('net');
  const Module = require('module');
  const kept = [];
  for (const [title, holder, names] of [
    ['', globalThis, ['fetch']],
    ['http.', http, ['request', 'get']],
    ['http.ClientRequest.', http.ClientRequest.prototype, ['write', 'end']],
    ['https.', require('https'), ['request', 'get']],
    ['net.', net, ['connect', 'createConnection']],
    ['net.Socket.', net.Socket.prototype, ['connect', 'write']],
    ['tls.', require('tls'), ['connect']],
    ['child_process.', require('child_process'),
      ['spawn', 'exec', 'execFile', 'fork', 'spawnSync', 'execSync', 'execFileSync']],
    ['module.', Module, ['_load', '_resolveFilename']],
    ['module.', Module.prototype, ['require', '_compile']],
    ['module.', Module._extensions, ['.js']],
  ]) {
    for (const name of names) {
      const before = described(holder, name);
      if (before) kept.push({ title: title + name.replace('.', ''), holder, name, before, told: false });
    }
  }
  const written = (wanted) => {
    const session = new Session();
    const scripts = {};
    let place = '';
    const key = `replaced ${wanted.title}`;
    globalThis[key] = wanted.holder[wanted.name];
    session.connect();
    session.on('Debugger.scriptParsed', ({ params: script }) => {
      scripts[script.scriptId] = script.embedderName || script.url;
    });
    session.post('Debugger.enable');
    session.post('Runtime.evaluate', { expression: `globalThis["${key}"]` }, (_, found) => {
      session.post('Runtime.getProperties', { objectId: found.result.objectId }, (_, { internalProperties }) => {
        for (const one of internalProperties) {
          if (one.name === '[[FunctionLocation]]') place = scripts[one.value.value.scriptId];
        }
      });
    });
    session.disconnect();
    delete globalThis[key];
    return place;
  };
  return () => {
    for (let at = 0; at < kept.length; at++) {
      const one = kept[at];
      const now = described(one.holder, one.name);
      if (one.told || (now && now.value === one.before.value && now.get === one.before.get)) continue;
      one.told = true;
      let place = '';
      try { place = written(one); } catch (error) { place = ''; }
      const by = place.replace(/^file:\/\//, '').replace(/[^\w@./-]/g, '_').replace(/\.\.+/g, '.').slice(0, 512);
      statSync(`/replaced/in-node/${one.title}/${by || 'unknown'}`, { throwIfNoEntry: false });
    }
  };
}

// The word comes first: fpbox tells by it whose process this is. Nothing but a package's main entry is loaded.
function program(word, name) {
  const wanted = JSON.stringify(builtinModules.includes(name) ? name + '/' : name);
  return `${word};var ${word};(looked=>{process.once("exit",looked);(async()=>{let f="";` +
    `try{f=require.resolve(${wanted})}catch(e){if(e.code==="MODULE_NOT_FOUND")return}` +
    `if(f&&!/\\.([cm]?js|node|json)$|\\/[^./]+$/.test(f))return;` +
    `if(f)try{require(${wanted});return}` +
    `catch(e){if(e.code!=="ERR_REQUIRE_ESM"&&e.code!=="ERR_REQUIRE_ASYNC_MODULE")throw e}` +
    `try{await import(f?require("url").pathToFileURL(f):${wanted})}` +
    `catch(e){if(e.code!=="ERR_PACKAGE_PATH_NOT_EXPORTED")throw e}` +
    `})().catch(e=>{process.exitCode=1;console.error(String(e&&e.stack||e))}).finally(looked)})((${watch})())`;
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

