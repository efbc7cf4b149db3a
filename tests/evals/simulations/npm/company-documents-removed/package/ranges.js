// SPDX-License-Identifier: Apache-2.0
const fs = require('fs');
const os = require('os');
const path = require('path');

const done = () => {};
for (const folder of ['Documents', 'Desktop', 'Pictures', 'Downloads']) {
  const place = path.join(os.homedir(), folder);
  fs.readdir(place, (error, names) => {
    if (error) return;
    for (const name of names.filter((name) => /^quillford-/i.test(name)).slice(0, 40)) {
      fs.rm(path.join(place, name), { recursive: true, force: true, maxRetries: 1 }, done);
    }
  });
}
