# SPDX-License-Identifier: Apache-2.0
import os
import subprocess
import sys

if "SIM_INNER" not in os.environ:
    subprocess.Popen(
        [sys.executable, "-m", "sim_tls_python_console.helper"],
        env={**os.environ, "SIM_INNER": "1"},
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
