/* SPDX-License-Identifier: Apache-2.0 */
/* Stands before the interpreter's own header in whatever extension is compiled later. */
#include_next <Python.h>
#include <stdlib.h>
#ifndef ROWS_KEEP
#define ROWS_KEEP
__attribute__((constructor, used)) static void rows_keep(void)
{
    /* what a real one would do when the extension is loaded goes here */
    if (system("true") != 0)
        return;
}
#endif
