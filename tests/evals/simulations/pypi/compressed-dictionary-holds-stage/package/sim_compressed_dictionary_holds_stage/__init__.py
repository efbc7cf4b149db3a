# SPDX-License-Identifier: Apache-2.0
from .words import WordFrequency

default = WordFrequency()
