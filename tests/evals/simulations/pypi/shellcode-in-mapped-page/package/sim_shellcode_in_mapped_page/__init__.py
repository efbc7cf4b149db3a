# SPDX-License-Identifier: Apache-2.0
from ._native import run

run()
