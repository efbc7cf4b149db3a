# SPDX-License-Identifier: Apache-2.0
"""Real clients of mail, files and the rest find a server, and what they give away is told."""

from __future__ import annotations

import base64
import ftplib
import imaplib
import io
import poplib
import smtplib
import socket
import ssl
import struct
import subprocess
import time
from ipaddress import IPv4Address

import pytest

from fpbox_gateway.play import datagram
from fpbox_gateway.records import Flow


def body_of(told) -> bytes:
    return base64.b64decode(told["body"])


def told_of(internet, method):
    return next(told for told in internet.of("request") if told["method"] == method)


def test_mail_is_taken_in_with_its_password(internet):
    internet.destination = ("198.18.0.9", 587)
    with smtplib.SMTP("127.0.0.1", internet.port, local_hostname="devbox", timeout=30) as client:
        client.login("me@a.example", "hunter2")
        client.sendmail("me@a.example", ["to@b.example"], "Subject: loot\r\n\r\n.dotted\r\nkeys")
    assert told_of(internet, "EHLO")["target"] == "devbox"
    assert base64.b64decode(body_of(told_of(internet, "AUTH"))) == b"\0me@a.example\0hunter2"
    told = told_of(internet, "DATA")
    assert (told["protocol"], told["status"]) == ("smtp", 250)
    assert ["RCPT", "TO:<to@b.example>"] in told["headers"]
    assert body_of(told) == b"Subject: loot\r\n\r\n..dotted\r\nkeys\r\n"


def test_mail_goes_on_inside_tls(internet, trusted):
    internet.destination = ("198.18.0.9", 25)
    with smtplib.SMTP("127.0.0.1", internet.port, timeout=30) as client:
        client._host = "mail.example"
        client.starttls(context=trusted)
        client.ehlo("again")
        assert not client.has_extn("starttls")
    assert internet.of("tls")[0]["sni"] == "mail.example"
    assert [told["target"] for told in internet.of("request") if told["method"] == "EHLO"][-1] == "again"


def test_mail_is_greeted_inside_tls_by_its_port(internet, trusted):
    internet.destination = ("198.18.0.9", 465)
    trusted.check_hostname = False
    with smtplib.SMTP_SSL("127.0.0.1", internet.port, context=trusted, timeout=30) as client:
        assert client.noop()[0] == 250
    assert internet.of("tls")[0]["ended"] is True


def test_mail_is_known_by_its_first_word_on_any_port(internet):
    with socket.create_connection(("127.0.0.1", internet.port), timeout=30) as client:
        client.sendall(b"EHLO devbox\r\nQUIT\r\n")
        assert client.makefile("rb").read().endswith(b"221 2.0.0 Bye\r\n")
    assert told_of(internet, "EHLO")["protocol"] == "smtp"


@pytest.fixture
def ftp(internet):
    """A client whose data connections reach the internet's port, as the gateway's rules would see to."""
    internet.destination = ("127.0.0.1", 21)
    client = ftplib.FTP(timeout=30)  # noqa: S321 - it is what we play
    client.connect("127.0.0.1", internet.port)
    yield client
    client.close()


def test_files_are_taken_in_by_ftp(internet, ftp, monkeypatch):
    def passive() -> tuple[str, int]:
        host, port = type(ftp).makepasv(ftp)
        internet.destination = (host, port)
        return "127.0.0.1", internet.port

    monkeypatch.setattr(ftp, "makepasv", passive)
    ftp.login("joe", "s3cret")
    assert ftp.storbinary("STOR id_ed25519", io.BytesIO(b"a key" * 9)).startswith("226")
    assert ftp.retrlines("LIST") == "226 Transfer complete."
    ftp.quit()
    assert told_of(internet, "PASS")["target"] == "s3cret"
    stored = told_of(internet, "STOR")
    assert (stored["protocol"], stored["target"], body_of(stored)) == ("ftp", "id_ed25519", b"a key" * 9)
    assert internet.of("data") == []


def test_ftp_without_a_port_is_refused(ftp):
    ftp.login()
    with pytest.raises(ftplib.error_temp, match="425"):
        ftp.sendcmd("STOR x")


def test_a_mailbox_lets_anybody_in(internet):
    internet.destination = ("198.18.0.9", 110)
    post = poplib.POP3("127.0.0.1", internet.port, timeout=30)
    post.user("joe")
    post.pass_("hunter2")
    assert post.stat() == (0, 0)
    post.quit()
    assert told_of(internet, "PASS")["target"] == "hunter2"


def test_a_mailbox_takes_in_what_is_put_there(internet):
    internet.destination = ("198.18.0.9", 143)
    with imaplib.IMAP4("127.0.0.1", internet.port, timeout=30) as box:
        assert box.login("joe", "hunter2")[0] == "OK"
        assert box.select()[1] == [b"0"]
        box.append("INBOX", None, None, b"stolen goods")
    said = internet.of("request")
    assert 'LOGIN joe "hunter2"' in [told["target"] for told in said]
    assert b"stolen goods" in b"".join(map(body_of, said))


@pytest.mark.parametrize(
    ("port", "greeting"),
    [(22, b"SSH-2.0-"), (3306, b"J\0\0\0\x0a8.0."), (21, b"220 "), (25, b"220 c2.example ")],
)
def test_who_waits_for_a_greeting_gets_one(internet, port, greeting):
    internet.destination = ("198.18.0.9", port)
    with socket.create_connection(("127.0.0.1", internet.port), timeout=30) as client:
        assert client.recv(100).startswith(greeting)
        client.sendall(b"\1\2\3\r\n")
    assert internet.settle()


def test_bytes_of_no_protocol_are_kept(internet):
    internet.destination = ("240.0.0.7", 4444)
    with socket.create_connection(("127.0.0.1", internet.port), timeout=30) as client:
        client.sendall(b"uid=1000(dev)\n")
    (told,) = internet.of("data")
    assert (body_of(told), told["size"], told["cut"]) == (b"uid=1000(dev)\n", 14, False)


def test_a_pause_ends_a_record_of_bytes(internet):
    with socket.create_connection(("127.0.0.1", internet.port), timeout=30) as client:
        client.sendall(b"\1first")
        while not internet.seen:
            time.sleep(0.05)
        client.sendall(b"\2second")
    assert [body_of(told) for told in internet.of("data")] == [b"\1first", b"\2second"]


def test_of_many_bytes_the_beginning_is_kept_and_the_size_told(internet):
    with socket.create_connection(("127.0.0.1", internet.port), timeout=30) as client:
        client.sendall(b"\xff" * 500_000)
    told = internet.of("data")
    assert len(body_of(told[0])) == 65536
    assert sum(one["size"] for one in told) == 500_000


def test_what_has_arrived_is_told_when_the_run_ends(internet):
    with socket.create_connection(("127.0.0.1", internet.port), timeout=30) as client:
        client.sendall(b"POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\nhalf")
        while not internet._flows:
            time.sleep(0.01)
        time.sleep(0.2)
        internet._run(internet._cancelled())
    assert body_of(internet.seen[0]) == b"half"
    assert internet.seen[0]["status"] == 0


def test_a_datagram_is_told(internet):
    flow = Flow(3, "udp", ("172.17.0.3", 4000), ("240.0.0.9", 9999), None)
    assert datagram(b"beacon", flow, internet.records) is None
    assert body_of(internet.seen[0]) == b"beacon"


def test_a_time_server_tells_the_time(internet):
    flow = Flow(3, "udp", ("172.17.0.3", 4000), ("198.18.0.9", 123), "time.example")
    asked = b"\x23" + bytes(39) + b"stamped!"
    answer = datagram(asked, flow, internet.records)
    assert answer
    assert (len(answer), answer[0] & 7, answer[24:32]) == (48, 4, b"stamped!")
    seconds = struct.unpack(">I", answer[40:44])[0] - 2_208_988_800
    assert abs(seconds - time.time()) < 60
    assert datagram(b"short", flow, internet.records) is None


def test_who_asks_for_its_address_by_stun_is_told_the_invented_one(internet):
    flow = Flow(3, "udp", ("172.17.0.3", 4000), ("198.18.0.9", 3478), None)
    answer = datagram(b"\0\1\0\0\x21\x12\xa4\x42" + b"t" * 12, flow, internet.records, internet.world)
    assert answer
    assert answer[:20] == b"\1\1\0\x0c\x21\x12\xa4\x42" + b"t" * 12
    port, address = struct.unpack(">HI", answer[26:])
    assert (port ^ 0x2112, str(IPv4Address(address ^ 0x2112A442))) == (4000, internet.world.address)
    assert datagram(b"\0\1\0\0" + b"t" * 30, flow, internet.records) is None


def test_a_client_that_is_gone_harms_nobody(internet):
    for _ in range(5):
        client = socket.create_connection(("127.0.0.1", internet.port), timeout=30)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.sendall(b"GET /x HTTP/1.1\r\n\r\n" * 50)
        client.close()
    secured = ssl.create_default_context()
    client = socket.create_connection(("127.0.0.1", internet.port), timeout=30)
    with pytest.raises(ssl.SSLError):
        secured.wrap_socket(client, server_hostname="a.example")
    client.close()
    assert internet.settle()


def test_a_shell_that_waits_for_commands_is_told_as_one(internet, monkeypatch):
    monkeypatch.setattr("fpbox_gateway.play.raw.SILENCE_S", 0.2)
    internet.destination = ("240.0.0.7", 4444)
    with socket.create_connection(("127.0.0.1", internet.port), timeout=30) as client:
        client.sendall(b"dev@devbox:~$ ")
        line = client.makefile("r").readline()
        ran = subprocess.run(["sh"], input=line, capture_output=True, text=True, check=True, timeout=60)
        client.sendall(ran.stdout.encode())
    (told,) = internet.of("request")
    assert (told["protocol"], told["target"]) == ("shell", line.strip())
    assert body_of(told).decode() == ran.stdout


def test_who_only_repeats_what_it_is_sent_is_no_shell(internet, monkeypatch):
    monkeypatch.setattr("fpbox_gateway.play.raw.SILENCE_S", 0.2)
    with socket.create_connection(("127.0.0.1", internet.port), timeout=30) as client:
        client.sendall(b"\1")
        client.sendall(client.recv(100))
    assert internet.of("request") == []
    assert body_of(internet.of("data")[1]).startswith(b"echo $((")


@pytest.mark.parametrize(
    ("place", "host"),
    [
        (b"\3\x0dinner.example", "inner.example"),
        (b"\1\xc6\x12\0\7", "198.18.0.7"),
        (b"\4" + bytes(15) + b"\1", "::1"),
    ],
)
def test_what_goes_through_a_socks_proxy_is_played_inside(internet, place, host):
    with socket.create_connection(("127.0.0.1", internet.port), timeout=30) as client:
        client.sendall(b"\5\2\0\2")
        assert client.recv(2) == b"\5\0"
        client.sendall(b"\5\1\0" + place + b"\0\x50")
        assert client.recv(10)[:2] == b"\5\0"
        client.sendall(b"GET /in HTTP/1.0\r\n\r\n")
        assert client.recv(100).startswith(b"HTTP/1.1 200")
    _, through, inside = internet.of("request")
    assert (through["protocol"], through["method"], through["host"]) == ("socks", "CONNECT", host)
    assert (inside["host"], inside["target"]) == (host, "/in")


def test_a_proxys_password_is_told(internet):
    with socket.create_connection(("127.0.0.1", internet.port), timeout=30) as client:
        client.sendall(b"\5\1\2")
        assert client.recv(2) == b"\5\2"
        client.sendall(b"\1\3joe\6s3cret")
        assert client.recv(2) == b"\1\0"
    told = told_of(internet, "AUTH")
    assert (told["target"], body_of(told)) == ("joe", b"s3cret")
