# SPDX-License-Identifier: Apache-2.0
"""Speed for builds in several languages."""
