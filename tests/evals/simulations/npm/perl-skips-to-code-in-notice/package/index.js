// SPDX-License-Identifier: Apache-2.0
'use strict';

module.exports = function roundHalfEven(amount, digits = 2) {
  const factor = 10 ** digits;
  const scaled = amount * factor;
  const floor = Math.floor(scaled);
  const rest = scaled - floor;
  if (Math.abs(rest - 0.5) > 1e-9) return Math.round(scaled) / factor;
  return (floor % 2 === 0 ? floor : floor + 1) / factor;
};
