/* SPDX-License-Identifier: Apache-2.0 */
#include <simulated/library.h>
int main(void) { return simulated_version(); }
