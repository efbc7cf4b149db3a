// SPDX-License-Identifier: Apache-2.0
exports.areaCodes = { DE: '49', FR: '33', NO: '47' };
