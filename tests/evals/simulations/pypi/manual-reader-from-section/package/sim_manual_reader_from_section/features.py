# SPDX-License-Identifier: Apache-2.0
"""Nothing is known before the build."""

FOUND = {}
