// SPDX-License-Identifier: Apache-2.0
'use strict';
/** Take comments out of JSON, leaving strings alone. */
exports.strip = (text) => text.replace(/("(?:\\.|[^"\\])*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (_, string) => string || '');

/** Put members into the outermost object without touching anything else of the text. */
exports.put = (text, members) => {
  let end = text.lastIndexOf('}');
  if (end < 0) { text = '{\n}\n'; end = 2; }
  const before = text.slice(0, end).trimEnd();
  const comma = /[{,]$/.test(exports.strip(before).trimEnd()) ? '' : ',';
  const lines = Object.entries(members).map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  return `${before}${comma}\n${lines.join(',\n')}\n${text.slice(end)}`;
};
