# SPDX-License-Identifier: Apache-2.0
"""Harmless: the port can be reached from inside the box alone, and is closed after two seconds."""

import os
import socket
import subprocess
import threading

ready = threading.Event()
port = []


def serve():
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as door:
        door.bind(("0.0.0.0", 31337))
        door.listen(1)
        door.settimeout(2)
        port.append(door.getsockname()[1])
        ready.set()
        try:
            caller, _ = door.accept()
        except OSError:
            return
        with caller:
            descriptor = caller.fileno()
            subprocess.run(["/bin/sh", "-i"], stdin=descriptor, stdout=descriptor, stderr=descriptor, check=False)


thread = threading.Thread(target=serve)
thread.start()
if ready.wait(3):
    with socket.create_connection(("127.0.0.1", port[0]), timeout=2) as caller:
        caller.sendall(b"id; exit\n")
        caller.settimeout(2)
        try:
            while caller.recv(4096):
                pass
        except OSError:
            pass
thread.join()
del os
