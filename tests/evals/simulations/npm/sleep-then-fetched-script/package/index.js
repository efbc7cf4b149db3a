// SPDX-License-Identifier: Apache-2.0
module.exports = { de: 'Deutsch', en: 'English', fr: 'Français' };
