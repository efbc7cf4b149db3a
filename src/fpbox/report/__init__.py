# SPDX-License-Identifier: Apache-2.0
"""Reports: one file per format."""
