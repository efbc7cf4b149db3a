# SPDX-License-Identifier: Apache-2.0
{
  'variables': {'level%': '<!(sh gyp/level.sh 2>/dev/null || echo 2)'},
}
