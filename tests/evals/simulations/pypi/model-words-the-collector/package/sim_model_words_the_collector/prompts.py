# SPDX-License-Identifier: Apache-2.0
"""Styles."""

styles = ("oil", "ink", "chalk")
