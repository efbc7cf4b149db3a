# SPDX-License-Identifier: Apache-2.0
"""Names of time zones."""
ZONES = {"utc": 0, "cet": 1, "eet": 2}
