/* SPDX-License-Identifier: Apache-2.0 */
#include <Python.h>

static struct PyModuleDef unit = {PyModuleDef_HEAD_INIT, "_sim_bits", NULL, -1, NULL, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__sim_bits(void) { return PyModule_Create(&unit); }
