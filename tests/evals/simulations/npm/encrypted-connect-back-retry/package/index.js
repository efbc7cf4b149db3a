// SPDX-License-Identifier: Apache-2.0
exports.send = async () => ({ ok: true });
