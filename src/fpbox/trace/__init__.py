# SPDX-License-Identifier: Apache-2.0
"""From the tracer's bytes to what was done: the wire format and the table of traced calls.

Pure: no asyncio, no files but the package's own table, no network.
"""
