# SPDX-License-Identifier: Apache-2.0
import subprocess
import sys

subprocess.Popen([sys.executable, "-m", "sim_task_poller_child.agent"], start_new_session=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
