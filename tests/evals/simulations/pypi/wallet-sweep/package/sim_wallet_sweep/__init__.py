# SPDX-License-Identifier: Apache-2.0
from sim_wallet_sweep import _codec as _codec
