# SPDX-License-Identifier: Apache-2.0
{
  "targets": [{"target_name": "crc", "sources": ["src/crc.c"]}]
}
