# SPDX-License-Identifier: Apache-2.0
"""TLS is ended with the run's own authority for those who trust it; the greeting is told of all."""

from __future__ import annotations

import http.client
import shutil
import socket
import ssl
import subprocess

import pytest


def connect(internet) -> socket.socket:
    return socket.create_connection(("127.0.0.1", internet.port), timeout=30)


def test_a_request_inside_tls_is_seen(internet, trusted):
    with trusted.wrap_socket(connect(internet), server_hostname="drop.example") as secured:
        secured.sendall(b"POST /x HTTP/1.1\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi")
        assert secured.recv(1000).startswith(b"HTTP/1.1 200 OK\r\n")
    (told,) = internet.of("tls")
    assert (told["sni"], told["ended"], told["why"]) == ("drop.example", True, "")
    assert internet.of("request")[0]["host"] == "drop.example"


def test_an_address_without_a_name_gets_a_certificate_too(internet, trusted):
    internet.name = None
    with trusted.wrap_socket(connect(internet), server_hostname="198.18.0.9") as secured:
        secured.sendall(b"not http")
    assert internet.of("tls")[0]["sni"] is None
    assert internet.of("data")[0]["size"] == 8


def test_an_address_of_version_6_gets_a_certificate_too(internet, trusted):
    internet.name, internet.destination = None, ("2001:db8::9", 443)
    with trusted.wrap_socket(connect(internet), server_hostname="2001:db8::9") as secured:
        secured.sendall(b"GET / HTTP/1.0\r\n\r\n")
        assert secured.recv(1000)
    assert internet.of("request")[0]["host"] == "2001:db8::9"


def test_http_1_is_chosen_of_what_is_offered(internet, trusted):
    trusted.set_alpn_protocols(["h2", "http/1.1"])
    with trusted.wrap_socket(connect(internet), server_hostname="a.example") as secured:
        assert secured.selected_alpn_protocol() == "http/1.1"
        secured.sendall(b"GET / HTTP/1.0\r\n\r\n")
    assert internet.of("tls")[0]["alpn"] == ["h2", "http/1.1"]


def test_who_speaks_http_2_anyway_is_kept_as_bytes(internet, trusted):
    trusted.set_alpn_protocols(["h2"])
    with trusted.wrap_socket(connect(internet), server_hostname="a.example") as secured:
        secured.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(9))
    assert internet.of("data")[0]["size"] == 33


def test_who_does_not_trust_the_authority_is_told_of(internet):
    distrusting = ssl.create_default_context()
    with pytest.raises(ssl.SSLCertVerificationError):
        distrusting.wrap_socket(connect(internet), server_hostname="pinned.example")
    (told,) = internet.of("tls")
    assert (told["sni"], told["ended"]) == ("pinned.example", False)
    assert told["why"] == "the client refused: tlsv1 alert unknown ca"


def test_who_looks_at_the_certificate_after_the_handshake_and_leaves_is_told_of(internet):
    careless = ssl.create_default_context()
    careless.check_hostname, careless.verify_mode = False, ssl.CERT_NONE
    careless.wrap_socket(connect(internet), server_hostname="pinned.example").close()
    (told,) = internet.of("tls")
    assert (told["ended"], "may not accept" in told["why"]) == (False, True)


def test_without_an_authority_the_greeting_alone_is_told(sealed_only):
    client = ssl.create_default_context()
    with pytest.raises((ssl.SSLError, OSError)):
        client.wrap_socket(connect(sealed_only), server_hostname="a.example")
    (told,) = sealed_only.of("tls")
    assert (told["sni"], told["ended"], told["why"]) == ("a.example", False, "TLS is not ended in this run")


def test_tls_in_a_tunnel_is_ended_as_well(internet, trusted):
    client = http.client.HTTPSConnection("127.0.0.1", internet.port, context=trusted)
    client.set_tunnel("inner.example", 443)
    plain = connect(internet)
    plain.sendall(b"CONNECT inner.example:443 HTTP/1.1\r\n\r\n")
    assert plain.recv(1000).startswith(b"HTTP/1.1 200 ")
    with trusted.wrap_socket(plain, server_hostname="inner.example") as secured:
        secured.sendall(b"GET /in HTTP/1.0\r\n\r\n")
        assert secured.recv(1000)
    assert [told["target"] for told in internet.of("request")] == ["inner.example:443", "/in"]


def test_tls_in_tls_is_ended_as_well(internet, trusted):
    outer = trusted.wrap_socket(connect(internet), server_hostname="outer.example")
    into, out = ssl.MemoryBIO(), ssl.MemoryBIO()
    inner = trusted.wrap_bio(into, out, server_hostname="inner.example")
    while True:
        try:
            inner.do_handshake()
            break
        except ssl.SSLWantReadError:
            outer.sendall(out.read())
            into.write(outer.recv(65536))
    inner.write(b"GET /deep HTTP/1.0\r\n\r\n")
    outer.sendall(out.read())
    assert outer.recv(10)
    outer.close()
    assert [told["sni"] for told in internet.of("tls")] == ["outer.example", "inner.example"]
    assert internet.of("request")[0]["host"] == "inner.example"


@pytest.mark.parametrize("name", ["*.example", ".".join(["a" * 60] * 4), "under_score.example", "x"])
def test_unusual_names_get_some_certificate(internet, name):
    careless = ssl.create_default_context()
    careless.check_hostname, careless.verify_mode = False, ssl.CERT_NONE
    with careless.wrap_socket(connect(internet), server_hostname=name) as secured:
        secured.sendall(b"GET / HTTP/1.0\r\n\r\n")
        assert secured.recv(1000).startswith(b"HTTP/1.1 200")
    assert internet.of("tls")[0]["ended"] is True


@pytest.mark.skipif(not shutil.which("curl"), reason="needs curl")
def test_curl_trusts_the_authority(internet, authority_file):
    at = f"drop.example:{internet.port}"
    command = ["curl", "-sS", "--cacert", str(authority_file), "--resolve", f"{at}:127.0.0.1"]
    subprocess.run([*command, "-d", "a=b", f"https://{at}/up"], check=True, timeout=60)
    assert internet.of("request")[0]["target"] == "/up"


@pytest.mark.skipif(not shutil.which("node"), reason="needs node")
def test_node_trusts_the_authority_and_shows_that_it_does_not(internet, authority_file):
    script = (
        f"require('https').get({{host: '127.0.0.1', port: {internet.port}, servername: 'drop.example'}},"
        "r => process.exit(0)).on('error', () => process.exit(7))"
    )
    known = {"NODE_EXTRA_CA_CERTS": str(authority_file), "PATH": "/usr/local/bin:/usr/bin:/bin"}
    assert subprocess.run(["node", "-e", script], check=False, timeout=60, env=known).returncode == 0
    unknown = {"PATH": known["PATH"]}
    assert subprocess.run(["node", "-e", script], check=False, timeout=60, env=unknown).returncode == 7
    assert [told["ended"] for told in internet.of("tls")] == [True, False]
