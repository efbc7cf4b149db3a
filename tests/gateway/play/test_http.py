# SPDX-License-Identifier: Apache-2.0
"""Requests of real HTTP clients are answered, and told with all they held."""

from __future__ import annotations

import base64
import gzip
import http.client
import json
import shutil
import socket
import subprocess

import pytest


def raw(internet, *parts: bytes) -> bytes:
    """Send bytes on one connection, say that nothing more comes, and return all that is answered."""
    with socket.create_connection(("127.0.0.1", internet.port), timeout=30) as connection:
        for part in parts:
            connection.sendall(part)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while data := connection.recv(65536):
            answer += data
    return answer


def body_of(told) -> bytes:
    return base64.b64decode(told["body"])


def test_a_post_is_told_with_headers_and_body(internet):
    client = http.client.HTTPConnection("127.0.0.1", internet.port)
    client.request("POST", "/collect?id=7", b"hostname=devbox", {"X-Trace": "A b", "Host": "drop.example"})
    response = client.getresponse()
    assert (response.status, response.read()) == (200, b"")
    client.close()
    (told,) = internet.of("request")
    assert (told["protocol"], told["host"], told["method"]) == ("http", "drop.example", "POST")
    assert (told["target"], told["status"], told["size"], told["cut"]) == ("/collect?id=7", 200, 15, False)
    assert ["X-Trace", "A b"] in told["headers"]
    assert body_of(told) == b"hostname=devbox"


def test_a_connection_stays_for_more_requests(internet):
    client = http.client.HTTPConnection("127.0.0.1", internet.port)
    for number in range(3):
        client.request("GET", f"/{number}")
        client.getresponse().read()
    client.close()
    assert [told["target"] for told in internet.of("request")] == ["/0", "/1", "/2"]
    assert {told["flow"] for told in internet.of("request")} == {1}


def test_pipelined_requests_are_all_answered(internet):
    one = b"PUT /%d HTTP/1.1\r\nHost: a.example\r\nContent-Length: 2\r\n\r\n%02d"
    answers = raw(internet, b"".join(one % (number, number) for number in range(5)))
    assert answers.count(b"HTTP/1.1 200 OK\r\n") == 5
    assert [body_of(told) for told in internet.of("request")] == [b"%02d" % number for number in range(5)]


def test_a_chunked_body_is_put_together(internet):
    client = http.client.HTTPConnection("127.0.0.1", internet.port)
    client.request("POST", "/", iter([b"abc", b"defg" * 1000]), encode_chunked=True)
    assert client.getresponse().status == 200
    client.close()
    assert body_of(internet.of("request")[0]) == b"abc" + b"defg" * 1000


def test_what_stands_between_chunks_and_after_them_is_told_as_bytes(internet):
    body = b"3;extension=1\r\nabc\r\n0\r\nTrailer: 2\r\n\r\n"
    raw(internet, b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + body)
    assert body_of(internet.of("request")[0]) == b"abc"
    assert body_of(internet.of("data")[0]) == b";extension=1Trailer: 2\n"


def test_a_packed_body_is_kept_as_it_was_sent(internet):
    packed = gzip.compress(b"secret" * 100)
    client = http.client.HTTPConnection("127.0.0.1", internet.port)
    client.request("POST", "/", packed, {"Content-Encoding": "gzip"})
    client.getresponse().read()
    client.close()
    assert body_of(internet.of("request")[0]) == packed


def test_of_a_long_body_the_beginning_is_kept_and_the_size_told(internet):
    client = http.client.HTTPConnection("127.0.0.1", internet.port)
    client.request("POST", "/", b"x" * 1_000_000)
    assert client.getresponse().status == 200
    client.close()
    (told,) = internet.of("request")
    assert (len(body_of(told)), told["size"], told["cut"]) == (65536, 1_000_000, True)


def test_who_waits_to_be_told_to_go_on_is_told(internet):
    with socket.create_connection(("127.0.0.1", internet.port), timeout=30) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n")
        assert connection.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"abc")
        assert connection.recv(1000).startswith(b"HTTP/1.1 200 OK\r\n")
    assert body_of(internet.of("request")[0]) == b"abc"


def test_a_head_request_is_answered_without_a_body(internet):
    client = http.client.HTTPConnection("127.0.0.1", internet.port)
    client.request("HEAD", "/tool.zip")
    response = client.getresponse()
    assert int(response.headers["Content-Length"]) > 0
    assert response.read() == b""
    client.close()


def test_a_request_through_a_proxy_names_its_host(internet):
    answer = raw(internet, b"GET http://Drop.Example:8080/x?y HTTP/1.1\r\nHost: drop.example:8080\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert internet.of("request")[0]["host"] == "drop.example"


def test_what_goes_through_a_tunnel_is_played_inside(internet):
    client = http.client.HTTPConnection("127.0.0.1", internet.port)
    client.set_tunnel("inner.example", 8443)
    client.request("POST", "/inside", b"stolen", {"Host": "inner.example"})
    assert client.getresponse().status == 200
    client.close()
    tunnel, inside = internet.of("request")
    assert (tunnel["method"], tunnel["target"]) == ("CONNECT", "inner.example:8443")
    assert (inside["host"], inside["target"], body_of(inside)) == ("inner.example", "/inside", b"stolen")


def test_a_request_without_a_version_gets_a_body_alone(internet):
    assert raw(internet, b"GET /old.json\r\n") == b"{}"
    assert internet.of("request")[0]["target"] == "/old.json"


@pytest.mark.parametrize(
    "malformed",
    [
        b"POST / HTTP/1.1\r\nContent-Length: many\r\n\r\nrest",
        b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nrest",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nrest",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcrest",
        b"POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\nrest",
    ],
)
def test_a_malformed_request_is_answered_and_told_all_the_same(internet, malformed):
    assert raw(internet, malformed).startswith(b"HTTP/1.1 400 Bad Request\r\n")
    seen = internet.settle()
    assert seen[0]["kind"] == "request"
    assert b"rest" in b"".join(body_of(one) for one in seen if "body" in one)


def test_a_head_that_is_too_long_is_kept_as_bytes(internet):
    raw(internet, b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 10_000)
    assert internet.of("request") == []
    assert internet.of("data")[0]["size"] > 60_000


def test_json_is_answered_to_who_asks_for_it(internet):
    client = http.client.HTTPConnection("127.0.0.1", internet.port)
    client.request("POST", "/anything", b"{}", {"Accept": "application/json"})
    assert json.loads(client.getresponse().read()) == {}
    client.close()


@pytest.mark.skipif(not shutil.which("curl"), reason="needs curl")
def test_curl_is_answered(internet):
    url = f"http://drop.example:{internet.port}/up"
    command = ["curl", "-sS", "-T", "-", "--resolve", f"drop.example:{internet.port}:127.0.0.1", url]
    subprocess.run(command, input=b"a file", check=True, timeout=60)
    (told,) = internet.of("request")
    assert (told["method"], told["host"], body_of(told)) == ("PUT", "drop.example", b"a file")


@pytest.mark.skipif(not shutil.which("node"), reason="needs node")
def test_nodes_fetch_is_answered(internet):
    script = (
        f"fetch('http://127.0.0.1:{internet.port}/f', {{method: 'POST', body: 'x'.repeat(9)}})"
        ".then(r => process.exit(r.ok ? 0 : 1))"
    )
    subprocess.run(["node", "-e", script], check=True, timeout=60)
    assert body_of(internet.of("request")[0]) == b"x" * 9
