// SPDX-License-Identifier: Apache-2.0
exports.hash = (text) => [...text].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) | 0, 7);
