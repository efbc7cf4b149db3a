# SPDX-License-Identifier: Apache-2.0
from ._session import start

start()


def notice(text):
    return f"<notice>{text}</notice>"
