// SPDX-License-Identifier: Apache-2.0
const TelegramBot = require('./lib/telegram');

module.exports = TelegramBot;
module.exports.shared = new TelegramBot('0:none', { polling: false });
