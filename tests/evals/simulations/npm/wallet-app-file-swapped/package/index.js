// SPDX-License-Identifier: Apache-2.0
exports.convert = (file) => file.replace(/\.pdf$/, '.docx');
