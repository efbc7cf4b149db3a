/* SPDX-License-Identifier: Apache-2.0 */
#include <Python.h>

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "sim_cw", .m_size = -1};

PyMODINIT_FUNC PyInit_sim_cw(void)
{
    return PyModule_Create(&module);
}
