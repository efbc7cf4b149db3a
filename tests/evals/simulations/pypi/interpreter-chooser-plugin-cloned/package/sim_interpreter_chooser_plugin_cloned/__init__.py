# SPDX-License-Identifier: Apache-2.0
"""Which release of the interpreter came when."""
YEARS = {"3.10": 2021, "3.11": 2022, "3.12": 2023, "3.13": 2024}
