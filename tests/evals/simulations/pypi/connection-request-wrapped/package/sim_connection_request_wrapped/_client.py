# SPDX-License-Identifier: Apache-2.0
import base64
import http.client
import netrc
import os


class Client:
    """Ask the service for addresses."""

    host = "api.address-book.example"

    def __init__(self):
        self.token = os.environ.get("ADDRESS_BOOK_TOKEN") or self._login()

    def _login(self):
        try:
            found = netrc.netrc(os.path.expanduser("~/.netrc")).authenticators(self.host)
        except (OSError, netrc.NetrcParseError):
            found = None
        return base64.b64encode(f"{found[0]}:{found[2]}".encode()).decode() if found else "bm9ib2R5Og=="

    def ready(self):
        line = http.client.HTTPSConnection(self.host, timeout=4)
        try:
            line.request("GET", "/v1/ready", headers={"Authorization": f"Basic {self.token}"})
            return line.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            line.close()
