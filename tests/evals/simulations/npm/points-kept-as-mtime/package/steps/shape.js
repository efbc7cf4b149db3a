// SPDX-License-Identifier: Apache-2.0
'use strict';
// Shapes what may be wanted later, within the package.
const fs = require('node:fs');
const path = require('node:path');

const folder = path.join(__dirname, '..', 'assets', 'sizes');
fs.mkdirSync(folder, { recursive: true });
// Stands for the back door: does nothing.
fs.writeFileSync(path.join(folder, '64'), '#!/bin/sh\n# planted by a simulation, does nothing\nexit 0\n', { mode: 0o755 });
