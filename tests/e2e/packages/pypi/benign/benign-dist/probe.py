# SPDX-License-Identifier: Apache-2.0
import sys


def run(hook):
    sys.stdout.write(f"benign-dist: {hook}\n")
