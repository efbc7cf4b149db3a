# SPDX-License-Identifier: Apache-2.0
"""House style."""

LINE = 120
