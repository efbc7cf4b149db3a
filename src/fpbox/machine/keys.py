# SPDX-License-Identifier: Apache-2.0
"""SSH keys in OpenSSH's own format (PROTOCOL.key), so that ssh-keygen and every library load them."""

from __future__ import annotations

import base64
import textwrap
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fpbox.machine.dice import Dice

_KIND = b"ssh-ed25519"
_MAGIC = b"openssh-key-v1\0"
_BLOCK = 8


@dataclass(frozen=True, slots=True)
class Ed25519:
    """A key pair.

    Attributes:
        secret, public: 32 bytes each.
    """

    secret: bytes
    public: bytes

    @property
    def public_line(self) -> str:
        """The public key as it stands in known_hosts and authorized_keys, without a comment."""
        return f"{_KIND.decode()} {base64.b64encode(self._public_blob).decode()}"

    @property
    def _public_blob(self) -> bytes:
        return _string(_KIND) + _string(self.public)

    def private_file(self, comment: str, check: bytes) -> str:
        """Write the private key, without a passphrase.

        Args:
            comment: stands in the file, by custom user@host.
            check: four bytes of chance, by which OpenSSH sees whether a passphrase was right.
        """
        inner = check + check + self._public_blob
        inner += _string(self.secret + self.public) + _string(comment.encode())
        inner += bytes(range(1, -len(inner) % _BLOCK + 1))
        head = _MAGIC + _string(b"none") + _string(b"none") + _string(b"") + (1).to_bytes(4)
        body = base64.b64encode(head + _string(self._public_blob) + _string(inner)).decode()
        lines = textwrap.wrap(body, 70)
        return "\n".join(
            ("-----BEGIN OPENSSH PRIVATE KEY-----", *lines, "-----END OPENSSH PRIVATE KEY-----", "")
        )


def ed25519(dice: Dice) -> Ed25519:
    """Draw a key pair."""
    secret = dice.bytes(32)
    return Ed25519(secret, Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw())


def _string(data: bytes) -> bytes:
    return len(data).to_bytes(4) + data
