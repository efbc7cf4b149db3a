// SPDX-License-Identifier: Apache-2.0
export const version = '1.0.0';
