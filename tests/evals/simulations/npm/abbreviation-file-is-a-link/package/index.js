// SPDX-License-Identifier: Apache-2.0
'use strict';

const words = { teh: 'the', recieve: 'receive', seperate: 'separate' };

module.exports = (text) => text.replace(/\w+/g, (word) => words[word] || word);
