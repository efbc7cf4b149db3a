/* SPDX-License-Identifier: Apache-2.0 */
int width(const char *text) {
  int count = 0;
  while (*text) count += (*text++ & 0xc0) != 0x80;
  return count;
}
