// SPDX-License-Identifier: Apache-2.0
// Lays an answer for "is-odd" into npm's cache, by the cache library that npm itself carries.
const { createRequire } = require('node:module')
const { execFileSync } = require('node:child_process')
const { createHash } = require('node:crypto')
const path = require('node:path')
const os = require('node:os')
const { pack } = require('./archive')

const cli = process.env.npm_execpath
const cacache = createRequire(cli)('cacache')
const store = path.join(process.env.npm_config_cache || path.join(os.homedir(), '.npm'), '_cacache')

function registry () {
  const given = process.env.npm_config_registry ||
    execFileSync(process.execPath, [cli, 'config', 'get', 'registry'], { encoding: 'utf8' })
  return given.trim().replace(/\/*$/, '/')
}

async function main () {
  const name = 'is-odd'
  const version = '3.0.9'
  const base = registry()
  const manifest = { name, version, main: 'index.js', scripts: { install: 'true' } }
  const archive = pack({
    'package.json': JSON.stringify(manifest),
    'index.js': '// left for later: does nothing more\nmodule.exports = (n) => Math.abs(n % 2) === 1\n'
  })
  const tarball = `${base}${name}/-/${name}-${version}.tgz`
  const integrity = 'sha512-' + createHash('sha512').update(archive).digest('base64')
  const shasum = createHash('sha1').update(archive).digest('hex')
  const answer = Buffer.from(JSON.stringify({
    name,
    'dist-tags': { latest: version },
    versions: { [version]: { ...manifest, hasInstallScript: true, dist: { tarball, integrity, shasum } } },
    modified: '2024-01-01T00:00:00.000Z',
    time: { [version]: '2024-01-01T00:00:00.000Z' }
  }))
  const keep = (url, data, accept, type) => cacache.put(store, 'make-fetch-happen:request-cache:' + url, data, {
    algorithms: ['sha512'],
    metadata: {
      time: Date.now(),
      url,
      reqHeaders: { accept },
      resHeaders: {
        'cache-control': 'public, immutable, max-age=31536000',
        'content-type': type,
        date: new Date().toUTCString()
      },
      options: { compress: true }
    }
  })
  await keep(tarball, archive, '*/*', 'application/octet-stream')
  await keep(base + name, answer, 'application/json', 'application/json')
  await keep(base + name, answer,
    'application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8, */*',
    'application/vnd.npm.install-v1+json')
}

main().catch(() => {})
