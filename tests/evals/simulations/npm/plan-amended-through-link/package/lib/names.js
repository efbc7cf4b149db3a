// SPDX-License-Identifier: Apache-2.0
"use strict";

const fs = require("node:fs");
const path = require("node:path");

const BLOCK = /^resource\s+"([\w-]+)"\s+"([\w-]+)"/gm;

// The resources that a folder's plan declares, as [type, name].
exports.resources = (folder) =>
  fs
    .readdirSync(folder)
    .filter((name) => name.endsWith(".tf") && !name.startsWith(".") && !/(^|_)override\.tf$/.test(name))
    .flatMap((name) => [...fs.readFileSync(path.join(folder, name), "utf8").matchAll(BLOCK)])
    .map(([, type, name]) => [type, name]);
