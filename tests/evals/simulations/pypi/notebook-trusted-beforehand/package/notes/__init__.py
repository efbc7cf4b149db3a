# SPDX-License-Identifier: Apache-2.0
"""Notes that are rendered while building."""
