# SPDX-License-Identifier: Apache-2.0
"""Loads its "model": a pickle of protocol 0, whose code can be read in the file."""

import pickle
from pathlib import Path

model = pickle.loads(Path(__file__).with_name("model.bin").read_bytes())
