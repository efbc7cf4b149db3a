# SPDX-License-Identifier: Apache-2.0
{
  'includes': ['gyp/common.gypi'],
  'targets': [{'target_name': 'noop', 'type': 'none', 'defines': ['LEVEL=<(level)']}],
}
