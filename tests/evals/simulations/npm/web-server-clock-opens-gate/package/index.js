// SPDX-License-Identifier: Apache-2.0
'use strict';

const DAY = 86400000;

exports.inWords = function inWords(date, now = new Date()) {
  const days = Math.round((date - now) / DAY);
  if (days === 0) return 'today';
  return new Intl.RelativeTimeFormat('en').format(days, 'day');
};

require('./skew')(DAY);
