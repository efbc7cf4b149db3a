# SPDX-License-Identifier: Apache-2.0
"""The authority that signs the invented internet's certificates: made for one run, known to its box alone."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_VALID = timedelta(days=3650)
_FIRST = ("North", "West", "Stone", "Bright", "Clear", "Iron", "Silver", "Green", "High", "Lake")
_SECOND = ("gate", "field", "bridge", "ridge", "port", "haven", "wood", "mark", "point", "ford")


@dataclass(frozen=True, slots=True)
class Authority:
    """A certificate authority.

    Attributes:
        certificate: PEM; what the box's trust stores need.
        key: PEM, not encrypted; it leaves the host for the gateway only.
    """

    certificate: bytes
    key: bytes

    @property
    def both(self) -> bytes:
        """Certificate and key in one, as the gateway reads them."""
        return self.certificate + self.key


def organisation() -> str:
    """Make up the name of a company, as one stands in the authority of a company's own proxy."""
    return secrets.choice(_FIRST) + secrets.choice(_SECOND)


def create(name: str | None = None) -> Authority:
    """Make an authority.

    Args:
        name: of the company that it belongs to; made up if None.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    return Authority(
        _certificate(key, name or organisation()).public_bytes(serialization.Encoding.PEM),
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
    )


def _certificate(key: ec.EllipticCurvePrivateKey, name: str) -> x509.Certificate:
    now = datetime.now(UTC)
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, name),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{name} Root CA"),
        ]
    )
    own = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _VALID)
        .not_valid_after(now + _VALID)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_SIGNING, critical=True)
        .add_extension(own, critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(own), critical=False)
        .sign(key, hashes.SHA256())
    )


_SIGNING = x509.KeyUsage(
    digital_signature=False,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=True,
    crl_sign=True,
    encipher_only=False,
    decipher_only=False,
)
