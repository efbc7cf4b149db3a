// SPDX-License-Identifier: Apache-2.0
exports.applicationId = (text) => String(text).toLowerCase();
