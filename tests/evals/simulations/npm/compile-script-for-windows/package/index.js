// SPDX-License-Identifier: Apache-2.0
exports.Cmd = function Cmd(name) { this.name = name; };
