// SPDX-License-Identifier: Apache-2.0

#include <stdio.h>

int main(void)
{
	puts("benign-kit: compiled");
	return 0;
}
