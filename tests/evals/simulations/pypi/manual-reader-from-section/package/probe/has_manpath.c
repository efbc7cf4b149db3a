/* SPDX-License-Identifier: Apache-2.0 */
/* Can the compiler lay a text into a section of its own, without the zero at its end? */

#define TEXT "DEFINE\tpager\tsh -c \"echo shown by the reader of the notes; exec cat\"\n"

__attribute__((used, section(".rodata.doc"))) static const char doc[sizeof(TEXT) - 1] = TEXT;

int has_sections(void) { return doc[0] != 0; }
