# SPDX-License-Identifier: Apache-2.0
{
  'variables': { 'from': 'node_modules/sim-gypfile-for-the-project/src' },
  'targets': [
    {
      'target_name': 'align',
      'type': 'loadable_module',
      'hard_dependency': 1,
      'sources': ['<(from)/align.c'],
    },
    {
      'target_name': 'width',
      'type': 'static_library',
      'dependencies': ['align'],
      'sources': ['<(from)/width.c'],
      'cflags': ['-fplugin=<(PRODUCT_DIR)/align.node'],
    },
  ],
}
