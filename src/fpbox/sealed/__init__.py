# SPDX-License-Identifier: Apache-2.0
"""What the gateway of a sealed run saw: read, put down to packages, and searched for the machine's values."""
