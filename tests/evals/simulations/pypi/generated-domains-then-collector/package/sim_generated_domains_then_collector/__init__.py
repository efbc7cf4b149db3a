# SPDX-License-Identifier: Apache-2.0
from .check_update import start

start()
