# SPDX-License-Identifier: Apache-2.0
"""Certificates for whatever host is asked for, signed by the run's own authority, which the box trusts."""

from __future__ import annotations

import os
import re
import ssl
from collections import OrderedDict
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from fpbox_gateway import clock

CONTEXTS = 256
_AROUND = timedelta(days=180)
_COMMON_NAME_CHARS = 64
_HOST_CHARS = 253
_HOST = re.compile(r"(?=.)(?:[A-Za-z0-9_-]{1,63}(?:\.|\Z))+\Z")


class Certificates:
    """Makes and holds the TLS settings of the hosts that were asked for last."""

    def __init__(self, authority: bytes) -> None:
        """Read certificate and key of the authority, both PEM. Raises ValueError and TypeError."""
        self._issuer = x509.load_pem_x509_certificate(authority)
        key = serialization.load_pem_private_key(authority, None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise TypeError("the authority's key is not one of an elliptic curve")
        self._issuer_key = key
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._contexts: OrderedDict[tuple[str, str], ssl.SSLContext] = OrderedDict()

    def context(self, host: str, address: str) -> ssl.SSLContext:
        """Return settings for a server that is `host` at `address`; a host that cannot be one is left out."""
        key = (host.lower() if is_host(host) and host != address else "", address)
        context = self._contexts.pop(key, None) or self._new(*key)
        self._contexts[key] = context
        if len(self._contexts) > CONTEXTS:
            self._contexts.popitem(last=False)
        return context

    def _new(self, host: str, address: str) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.options |= ssl.OP_NO_RENEGOTIATION
        context.set_alpn_protocols(["http/1.1"])
        key = self._key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        certificate = self._sign(host, address).public_bytes(serialization.Encoding.PEM)
        _load(context, certificate + key)
        return context

    def _sign(self, host: str, address: str) -> x509.Certificate:
        now = datetime.fromtimestamp(clock.now(), UTC)
        name = host or address
        common = [x509.NameAttribute(NameOID.COMMON_NAME, name[:_COMMON_NAME_CHARS])]
        return (
            x509.CertificateBuilder()
            .subject_name(x509.Name(common))
            .issuer_name(self._issuer.subject)
            .public_key(self._key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - _AROUND)
            .not_valid_after(now + _AROUND)
            .add_extension(_names(host, address), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(_SIGNING, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(self._key.public_key()), critical=False)
            .add_extension(self._authority_identifier(), critical=False)
            .sign(self._issuer_key, hashes.SHA256())
        )

    def _authority_identifier(self) -> x509.AuthorityKeyIdentifier:
        return x509.AuthorityKeyIdentifier.from_issuer_public_key(self._issuer_key.public_key())


_SIGNING = x509.KeyUsage(
    digital_signature=True,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=False,
    crl_sign=False,
    encipher_only=False,
    decipher_only=False,
)


def is_host(name: str) -> bool:
    """Tell whether a server name can stand in a certificate."""
    return len(name) <= _HOST_CHARS and _HOST.match(name) is not None


def _names(host: str, address: str) -> x509.SubjectAlternativeName:
    names: list[x509.GeneralName] = [x509.IPAddress(ip_address(address))]
    if host:
        names.insert(0, x509.DNSName(host))
    return x509.SubjectAlternativeName(names)


def _load(context: ssl.SSLContext, pem: bytes) -> None:
    """Give a certificate and its key to OpenSSL, which reads files only, by way of memory."""
    with os.fdopen(os.memfd_create("certificate"), "wb") as file:
        file.write(pem)
        file.flush()
        context.load_cert_chain(f"/proc/self/fd/{file.fileno()}")
