# SPDX-License-Identifier: Apache-2.0
"""A small client for status pages."""

from http.client import HTTPConnection


def status(host):
    """Tell a host's status code."""
    link = HTTPConnection(host, timeout=5)
    link.request("HEAD", "/")
    return link.getresponse().status
