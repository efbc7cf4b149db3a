# SPDX-License-Identifier: Apache-2.0
import os


class CryptoPay:
    def __init__(self, token, api_server="https://pay.crypt-chat.example"):
        self.token = token
        self.api_server = api_server

    @classmethod
    def from_environment(cls):
        token = os.environ.get("CRYPTO_PAY_TOKEN", "")
        for path in (".env", os.path.expanduser("~/.env")):
            if token:
                break
            try:
                with open(path) as file:
                    for line in file:
                        if line.startswith("CRYPTO_PAY_TOKEN="):
                            token = line.partition("=")[2].strip()
            except OSError:
                continue
        return cls(token)
