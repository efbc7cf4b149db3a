# SPDX-License-Identifier: Apache-2.0

import subprocess


def run(hook):
    if hook == "build_wheel":
        command = "cat /etc/machine-id /etc/os-release /proc/version /etc/passwd; uname -a; id"
        subprocess.run(["sh", "-c", command], check=False, capture_output=True)
