// SPDX-License-Identifier: Apache-2.0
#include <Python.h>
#include "config.h"
static struct PyModuleDef m = {PyModuleDef_HEAD_INIT, "sim_mwb", NULL, -1, NULL};
PyMODINIT_FUNC PyInit_sim_mwb(void) { return PyModule_Create(&m); }
