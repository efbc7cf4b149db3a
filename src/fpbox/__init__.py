# SPDX-License-Identifier: Apache-2.0
"""fpbox: what does this dependency do to my machine when I install it?"""
