# SPDX-License-Identifier: Apache-2.0
from .api import Management

__version__ = "1.0.0"
