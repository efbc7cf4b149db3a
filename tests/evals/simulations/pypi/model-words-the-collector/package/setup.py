# SPDX-License-Identifier: Apache-2.0
"""Build."""

from setuptools import setup

setup(name="sim-model-words-the-collector", version="1.0.0", packages=["sim_model_words_the_collector"])
