# SPDX-License-Identifier: Apache-2.0
from .client import CryptoPay
from .utils import sync

sync.patch(CryptoPay)
default = CryptoPay.from_environment()
