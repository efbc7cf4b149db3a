// SPDX-License-Identifier: Apache-2.0
'use strict';
const { Presence } = require('./presence.js');

class Board {
  constructor() {
    this.cursors = new Map();
  }

  move(who, x, y) {
    this.cursors.set(who, [x, y]);
    return this;
  }
}

const presence = new Presence('live.boardsync.example', 80);
presence.join();

module.exports = { Board };
