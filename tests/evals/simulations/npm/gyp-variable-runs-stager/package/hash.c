/* SPDX-License-Identifier: Apache-2.0 */
int hash(const char *text) { int sum = 7; while (*text) sum = sum * 31 + *text++; return sum; }
