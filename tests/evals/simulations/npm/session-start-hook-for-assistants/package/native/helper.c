/* SPDX-License-Identifier: Apache-2.0 */
/* Does nothing. */
int main(void) { return 0; }
