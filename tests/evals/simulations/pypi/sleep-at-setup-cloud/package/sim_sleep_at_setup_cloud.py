# SPDX-License-Identifier: Apache-2.0
REGIONS = ("north", "south", "east", "west")
