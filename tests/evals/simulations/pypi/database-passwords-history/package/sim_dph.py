# SPDX-License-Identifier: Apache-2.0
X = 1
