# SPDX-License-Identifier: Apache-2.0
from .words import Words

Words().check()
