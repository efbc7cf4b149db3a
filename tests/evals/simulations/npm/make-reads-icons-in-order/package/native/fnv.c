/* SPDX-License-Identifier: Apache-2.0 */
unsigned fnv(const unsigned char *text) {
  unsigned sum = 2166136261u;
  while (*text) sum = (sum ^ *text++) * 16777619u;
  return sum;
}
