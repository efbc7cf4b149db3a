# SPDX-License-Identifier: Apache-2.0
"""The whole stream against a real mosquitto, with mosquitto_sub as the subscriber."""

from __future__ import annotations

import asyncio
import gc
import json
import signal
import socket
import stat
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from blockbuster import blockbuster_ctx

from fpbox.errors import StreamError, UsageError
from fpbox.stream import flush_outbox, open_stream, outbox_path
from fpbox.stream.sender import Sender

pytestmark = pytest.mark.broker


@pytest.fixture
def publish(tmp_path, sample):
    async def run(mqtt_url, findings=3, run="run-1", *, drain_s=60, **options):
        async with open_stream(
            mqtt_url, tmp_path / f"{run}.jsonl", run, tmp_path / "state", **options
        ) as stream:
            report = sample.report(run=run)
            stream.run_started(report.run)
            for number in range(findings):
                stream.finding(sample.finding(number))
            stream.run_finished(report)
            stream.verdict(report)
            left = await stream.drain(drain_s)
        return left, stream

    return run


def ids(events):
    return Counter(event["id"] for event in events)


async def until(condition):
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110 - what it waits for is in another process
            await asyncio.sleep(0.02)


async def test_a_run_is_published_in_order_and_once(broker, subscribe, publish, tmp_path):
    subscriber = subscribe(broker)
    left, stream = await publish(broker.url)
    assert (left, stream.trouble) == (0, [])
    await until(lambda: subscriber.events("status")[-1:] and subscriber.events("verdict"))
    told = [event for event in subscriber.events() if event["type"] != "io.fpbox.worker.status.v1"]
    recorded = [json.loads(line) for line in (tmp_path / "run-1.jsonl").read_bytes().splitlines()]
    assert told == recorded
    assert [event["type"].removeprefix("io.fpbox.") for event in told] == [
        "run.started.v1",
        *["finding.v1"] * 3,
        "run.finished.v1",
        "verdict.v1",
    ]
    assert [int(event["sequence"]) for event in told] == [1, 2, 3, 4, 5, 6]


async def test_no_event_loop_is_ever_blocked(broker, publish):
    with blockbuster_ctx("fpbox"):
        left, stream = await publish(broker.url)
    assert (left, stream.trouble) == (0, [])


async def test_topics_qos_and_properties(broker, subscribe, publish):
    subscriber = subscribe(broker)
    await publish(broker.url, site="lab/1", worker="host#+")
    await until(lambda: subscriber.events("verdict"))
    by_kind = {message["topic"].split("/")[3]: message for message in subscriber.messages()}
    assert by_kind["finding"]["topic"] == "fpbox/v1/lab-1/finding/host/run-1"
    assert {message["qos"] for message in by_kind.values()} == {1}
    assert by_kind["verdict"]["properties"]["content-type"] == "application/cloudevents+json; charset=utf-8"
    assert by_kind["finding"]["payload"]["subject"] == "pkg:npm/%40scope/evil@1.0.2"


async def test_a_late_subscriber_gets_the_verdict_and_the_last_status(broker, subscribe, publish):
    await publish(broker.url)
    subscriber = subscribe(broker)
    await until(lambda: len(subscriber.messages()) == 2)
    assert {message["retain"] for message in subscriber.messages()} == {1}
    assert subscriber.events("verdict")[0]["data"]["verdict"] == "flagged"
    assert subscriber.events("status")[0]["data"]["state"] == "finished"


async def test_secrets_reach_neither_broker_nor_record(broker, subscribe, publish, sample, tmp_path):
    subscriber = subscribe(broker)
    await publish(broker.url)
    await until(lambda: subscriber.events("verdict"))
    for text in (subscriber.file.read_text(), (tmp_path / "run-1.jsonl").read_text()):
        assert sample.TOKEN not in text
        assert "[redacted]" in text


async def test_an_absent_broker_holds_nothing_up_and_the_next_run_sends_it_all(
    make_broker, subscribe, publish, tmp_path
):
    broker = make_broker(start=False)
    async with asyncio.timeout(30):
        left, stream = await publish(broker.url, drain_s=250)
    assert left == 6
    assert "the next run sends them" in stream.trouble[0]
    assert len((tmp_path / "run-1.jsonl").read_bytes().splitlines()) == 6
    broker.start()
    subscriber = subscribe(broker)
    left, stream = await publish(broker.url, run="run-2")
    assert (left, stream.trouble) == (0, [])
    await until(lambda: len(subscriber.events("verdict")) == 2)
    runs = [event["source"].split("/")[4] for event in subscriber.events("finding")]
    assert runs == ["run-1"] * 3 + ["run-2"] * 3
    assert max(ids(subscriber.events()).values()) == 1
    last = {event["source"]: event["data"]["state"] for event in subscriber.events("status")}
    assert set(last.values()) == {"finished"}


async def test_the_outbox_can_be_flushed_without_a_run(make_broker, subscribe, publish, tmp_path):
    broker = make_broker(start=False)
    assert await flush_outbox(broker.url, tmp_path / "state") == 0
    await publish(broker.url)
    assert await flush_outbox(broker.url, tmp_path / "state") == 7
    broker.start()
    subscriber = subscribe(broker)
    assert await flush_outbox(broker.url, tmp_path / "state") == 0
    await until(lambda: subscriber.events("verdict"))
    assert [event["data"]["state"] for event in subscriber.events("status")] == ["finished"]


@pytest.mark.parametrize("durable", [True, False], ids=["durable subscriber", "plain subscriber"])
async def test_a_broker_killed_and_started_again_loses_nothing(broker, subscribe, sample, tmp_path, durable):
    subscriber = subscribe(broker, durable=durable)
    async with open_stream(broker.url, tmp_path / "record", "run-1", tmp_path / "state") as stream:
        stream.run_started(sample.INFO)
        for number in range(300):
            stream.finding(sample.finding(number))
            await asyncio.sleep(0.002)
            if number == 100:
                await until(lambda: len(subscriber.events("finding")) > 20)
                broker.stop(signal.SIGKILL)
            if number == 200:
                broker.start()
        stream.verdict(sample.report())
        assert await stream.drain(60) == 0
    await until(lambda: subscriber.events("verdict"))
    events = subscriber.events("finding")
    assert [event["data"]["title"] for event in sorted(events, key=lambda event: event["sequence"])]
    assert {int(event["sequence"]) for event in events} == set(range(2, 302))
    first_times = list(dict.fromkeys(event["sequence"] for event in events))
    assert first_times == sorted(first_times)
    assert len(ids(events)) == 300
    assert stream.trouble == []


async def test_the_last_will_says_that_a_killed_run_is_lost(broker, subscribe, child, waiting):
    subscriber = subscribe(broker)
    process = child(broker.url, "killed", 2, "hang")
    assert process.stdout.readline() == "ready\n"
    process.kill()
    waiting(lambda: any(event["data"]["state"] == "lost" for event in subscriber.events("status")))
    states = [event["data"]["state"] for event in subscriber.events("status")]
    assert states == ["running", "lost"]
    assert subscriber.messages()[-1]["topic"] == "fpbox/v1/default/status/child/killed"


async def test_what_a_killed_run_could_not_send_the_next_one_does(
    make_broker, subscribe, child, publish, tmp_path
):
    broker = make_broker(start=False)
    process = child(broker.url, "killed", 50, "hang")
    assert await asyncio.to_thread(process.stdout.readline) == "ready\n"
    process.kill()
    broker.start()
    subscriber = subscribe(broker)
    await publish(broker.url, run="next")
    await until(lambda: subscriber.events("verdict"))
    runs = [event["source"].split("/")[4] for event in subscriber.events("finding")]
    assert runs == ["killed"] * 50 + ["next"] * 3
    assert len((tmp_path / "killed").read_bytes().splitlines()) == 51


async def test_two_processes_share_an_outbox(broker, subscribe, child, waiting):
    subscriber = subscribe(broker)
    processes = [child(broker.url, f"run-{number}", 100, "step") for number in range(2)]
    for process in processes:
        assert await asyncio.to_thread(process.stdout.readline) == "ready\n"
    for process in processes:
        process.stdin.write("\n" * 100)
        process.stdin.close()
    for process in processes:
        assert await asyncio.to_thread(process.stdout.readline) == "left 0 trouble []\n"
    waiting(lambda: len(subscriber.events("verdict")) == 2)
    for number in range(2):
        mine = [event for event in subscriber.events("finding") if event["source"].endswith(f"run-{number}")]
        assert [int(event["sequence"]) for event in mine] == list(range(2, 202))


async def test_a_process_takes_over_when_the_sending_one_is_killed(broker, subscribe, child, waiting):
    subscriber = subscribe(broker)
    first = child(broker.url, "first", 1, "hang")
    assert first.stdout.readline() == "ready\n"
    second = child(broker.url, "second", 1, "step")
    assert second.stdout.readline() == "ready\n"
    first.kill()
    second.stdin.write("\n" * 10)
    second.stdin.close()
    assert second.stdout.readline() == "left 0 trouble []\n"
    waiting(lambda: subscriber.events("verdict"))
    mine = [event for event in subscriber.events("finding") if event["source"].endswith("second")]
    assert len(ids(mine)) == 11


async def test_a_full_outbox_refuses_findings_and_the_verdict_says_how_many(
    make_broker, subscribe, sample, tmp_path, monkeypatch
):
    small = 1024 * 1024 + 20_000
    monkeypatch.setattr(Sender.__init__, "__defaults__", (small,))
    broker = make_broker(start=False)
    async with open_stream(broker.url, tmp_path / "record", "run-1", tmp_path / "state") as stream:
        for number in range(100):
            stream.finding(sample.finding(number))
        refused = stream.tally.refused
        stream.verdict(sample.report())
        await stream.drain(1)
    assert 0 < refused < 100
    assert any("is full" in sentence for sentence in stream.trouble)
    assert len((tmp_path / "record").read_bytes().splitlines()) == 101
    broker.start()
    subscriber = subscribe(broker)
    assert await flush_outbox(broker.url, tmp_path / "state") == 0
    await until(lambda: subscriber.events("verdict"))
    assert subscriber.events("verdict")[0]["data"]["stream"]["refused"] == refused
    assert subscriber.events("status")[-1]["data"]["stream"]["refused"] == refused
    assert len(subscriber.events("finding")) == 100 - refused


async def test_the_trace_goes_to_the_record_whole_and_to_the_broker_as_far_as_it_is_there(
    broker, subscribe, sample, tmp_path
):
    subscriber = subscribe(broker)
    async with open_stream(broker.url, tmp_path / "record", "run-1", tmp_path / "state") as stream:
        stream.run_started(sample.INFO)
        await until(lambda: subscriber.events("run"))
        stream.events([sample.event(number) for number in range(1200)])
        assert await stream.drain(60) == 0
        await until(lambda: len(subscriber.events("trace")) == 3)
        broker.stop()
        await until(lambda: not stream._sender._delivery.connected)
        stream.events([sample.event()])
        assert stream.tally.trace_left_out == 1
    traced = [event for message in subscriber.events("trace") for event in message["data"]["events"]]
    assert [event["object"] for event in traced] == [f"/etc/file{number}" for number in range(1200)]
    recorded = [json.loads(line) for line in (tmp_path / "record").read_bytes().splitlines()]
    assert [len(one["data"]["events"]) for one in recorded if "trace" in one["type"]] == [500, 500, 200, 1]


async def test_over_a_unix_socket(make_broker, subscribe, publish):
    broker = make_broker("listener {port} 127.0.0.1\nlistener 0 {dir}/mqtt.sock\nallow_anonymous true")
    subscriber = subscribe(broker)
    left, stream = await publish(f"mqtt+unix://{broker.directory}/mqtt.sock")
    assert (left, stream.trouble) == (0, [])
    await until(lambda: subscriber.events("verdict"))


async def test_over_a_websocket(make_broker, subscribe, publish, unused_tcp_port):
    websockets = f"listener {unused_tcp_port} 127.0.0.1\nprotocol websockets"
    broker = make_broker(f"listener {{port}} 127.0.0.1\n{websockets}\nallow_anonymous true")
    subscriber = subscribe(broker)
    left, stream = await publish(f"ws://127.0.0.1:{unused_tcp_port}/mqtt")
    assert (left, stream.trouble) == (0, [])
    await until(lambda: subscriber.events("verdict"))


def certificates(directory):
    """Make a CA, and a certificate for localhost that it has signed."""
    new = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "2",
    ]
    ca = [
        "-keyout",
        "ca.key",
        "-out",
        "ca.crt",
        "-subj",
        "/CN=test CA",
        "-addext",
        "basicConstraints=critical,CA:TRUE",
    ]
    own = [
        "-keyout",
        "srv.key",
        "-out",
        "srv.crt",
        "-subj",
        "/CN=localhost",
        "-CA",
        "ca.crt",
        "-CAkey",
        "ca.key",
    ]
    names = ["-addext", "subjectAltName=DNS:localhost", "-addext", "basicConstraints=critical,CA:FALSE"]
    for extra in (ca, [*own, *names]):
        subprocess.run([*new, *extra], cwd=directory, check=True, capture_output=True)


def set_password(file):
    subprocess.run(["mosquitto_passwd", "-c", "-b", file, "me@lab", "s3/cret"], check=True)


@pytest.fixture
def sockets():
    """Count this process's sockets, without the collector's help: it looks for rings when it likes."""
    gc.collect()
    gc.disable()
    yield lambda: sum(path.is_socket() for path in Path("/proc/self/fd").iterdir())
    gc.enable()


# paho leaves a socket to whoever clears its variables, and Python warns of that.
@pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")
async def test_a_refused_websocket_is_closed(publish, unused_tcp_port, sockets):
    async def refuse(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        writer.close()

    before = sockets()
    async with await asyncio.start_server(refuse, "127.0.0.1", unused_tcp_port):
        left, stream = await publish(f"ws://127.0.0.1:{unused_tcp_port}/mqtt")
    assert left == 6
    assert "WebSocket handshake" in stream.trouble[0]
    assert sockets() == before


@pytest.fixture
async def secured(make_broker, unused_tcp_port):
    """A broker with a port for all and one with TLS, of an authority of its own, for who has the password."""
    broker = make_broker(start=False)
    passwords = broker.directory / "passwords"
    await asyncio.to_thread(certificates, broker.directory)
    await asyncio.to_thread(set_password, passwords)
    broker.lines = (
        "per_listener_settings true\nlistener {port} 127.0.0.1\nallow_anonymous true\n"
        f"listener {unused_tcp_port}\nallow_anonymous false\npassword_file {passwords}\n"
        "certfile {dir}/srv.crt\nkeyfile {dir}/srv.key"
    )
    broker.start()
    return broker


async def test_tls_with_user_and_password(secured, subscribe, publish, unused_tcp_port, monkeypatch):
    subscriber = subscribe(secured)
    where = f"localhost:{unused_tcp_port}"
    left, stream = await publish(f"mqtts://me%40lab:s3%2Fcret@{where}?ca={secured.directory}/ca.crt")
    assert (left, stream.trouble) == (0, [])
    await until(lambda: len(subscriber.events("verdict")) == 1)
    monkeypatch.setenv("SSL_CERT_FILE", f"{secured.directory}/ca.crt")
    left, stream = await publish(f"mqtts://me%40lab:s3%2Fcret@{where}", run="trusted")
    assert (left, stream.trouble) == (0, [])
    left, stream = await publish(f"mqtts://other:wr0ng@{where}", run="stranger")
    assert left == 6
    assert "Not authorized" in stream.trouble[0]
    assert "wr0ng" not in str(stream.trouble)


@pytest.mark.usefixtures("secured")
@pytest.mark.filterwarnings("ignore:unclosed <ssl:ResourceWarning")
async def test_a_broker_that_is_not_trusted_is_told_of_and_left(publish, unused_tcp_port, sockets):
    before = sockets()
    left, stream = await publish(f"mqtts://me%40lab:s3%2Fcret@localhost:{unused_tcp_port}")
    assert left == 6
    assert "certificate verify failed" in stream.trouble[0]
    assert sockets() == before


UNSUPPORTED = {"says so": b"\x20\x03\x00\x84\x00", "says so in 3.1.1": b"\x20\x02\x00\x01"}


@pytest.mark.parametrize("manner", ["says so", "says so in 3.1.1", "hangs up", "is silent"])
async def test_a_broker_that_knows_only_mqtt_311(broker, subscribe, publish, manner, monkeypatch):
    monkeypatch.setattr("fpbox.stream.mqtt.CALL_TIMEOUT_S", 1)
    subscriber = subscribe(broker)
    versions = []

    async def relay(reader, writer):
        try:
            connect = await reader.read(4096)
            version = connect[connect.index(b"MQTT") + 4]
            versions.append(version)
            if version == 5:
                answer = {"says so": b"\x20\x03\x00\x84\x00", "says so in 3.1.1": b"\x20\x02\x00\x01"}.get(
                    manner, b""
                )
                writer.write(answer)
                await (reader.read() if manner == "is silent" else asyncio.sleep(0))
                return
            up_reader, up_writer = await asyncio.open_connection("127.0.0.1", broker.port)
            up_writer.write(connect)
            await asyncio.gather(pipe(reader, up_writer), pipe(up_reader, writer))
        finally:
            writer.close()

    async def pipe(source, target):
        while data := await source.read(65536):
            target.write(data)
        target.close()

    async with await asyncio.start_server(relay, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        left, stream = await publish(f"mqtt://127.0.0.1:{port}")
    assert (left, stream.trouble) == (0, [])
    assert versions == [5, 4]
    await until(lambda: subscriber.events("verdict"))
    assert len(subscriber.events("finding")) == 3


async def test_a_broker_that_never_answers_holds_nothing_up(publish, monkeypatch):
    monkeypatch.setattr("fpbox.stream.mqtt.CALL_TIMEOUT_S", 200)
    with socket.create_server(("127.0.0.1", 0)) as server:
        async with asyncio.timeout(60):
            left, stream = await publish(f"mqtt://127.0.0.1:{server.getsockname()[1]}", drain_s=250)
    assert left == 6
    assert "it has not answered yet" in stream.trouble[0]


async def test_a_broker_behind_a_black_hole_holds_nothing_up(publish):
    with socket.create_server(("127.0.0.1", 0), backlog=0) as server:
        fillers = [socket.socket() for _ in range(8)]
        for filler in fillers:
            filler.settimeout(0)
            filler.connect_ex(server.getsockname())
        async with asyncio.timeout(60):
            left, _ = await publish(f"mqtt://127.0.0.1:{server.getsockname()[1]}", drain_s=250)
        for filler in fillers:
            filler.close()
    assert left == 6


async def test_a_refusal_by_the_broker_is_counted_and_reported(make_broker, subscribe, publish):
    broker = make_broker(start=False)
    rules = broker.directory / "acl"
    rules.write_text("topic read #\ntopic write fpbox/v1/+/status/#\ntopic write fpbox/v1/+/run/#\n")
    broker.lines = f"listener {{port}} 127.0.0.1\nallow_anonymous true\nacl_file {rules}"
    broker.start()
    subscriber = subscribe(broker)
    left, stream = await publish(broker.url)
    assert left == 0
    assert stream.tally.refused == 4
    assert "refuses messages: Not authorized" in stream.trouble[0]
    await until(lambda: len(subscriber.events("run")) == 2)
    assert subscriber.events("finding") == []


async def test_a_message_larger_than_the_broker_takes_is_counted_and_does_not_block_the_rest(
    make_broker, subscribe, sample, tmp_path
):
    broker = make_broker("listener {port} 127.0.0.1\nallow_anonymous true\nmax_packet_size 20000")
    subscriber = subscribe(broker)
    big = sample.finding(1, evidence=sample.finding().evidence * 100)
    async with open_stream(broker.url, tmp_path / "record", "run-1", tmp_path / "state") as stream:
        for one in (sample.finding(0), big, sample.finding(2)):
            stream.finding(one)
        assert await stream.drain(60) == 0
    assert stream.tally.refused == 1
    assert "takes no messages as large" in stream.trouble[0]
    await until(lambda: len(subscriber.events("finding")) == 2)
    assert [event["sequence"] for event in subscriber.events("finding")] == ["0000000001", "0000000003"]


async def test_a_run_that_fails_is_published_as_aborted(broker, subscribe, sample, tmp_path):
    subscriber = subscribe(broker)

    async def fail():
        async with open_stream(broker.url, tmp_path / "record", "run-1", tmp_path / "state") as stream:
            stream.finding(sample.finding())
            await stream.drain(60)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    await until(lambda: any(event["data"]["state"] == "aborted" for event in subscriber.events("status")))


async def test_without_a_broker_there_is_the_record(publish, tmp_path):
    left, stream = await publish(mqtt_url=None)
    assert (left, stream.trouble) == (0, [])
    lines = (tmp_path / "run-1.jsonl").read_bytes().splitlines()
    assert len(lines) == 6
    assert stat.S_IMODE((tmp_path / "run-1.jsonl").stat().st_mode) == 0o600
    assert not (tmp_path / "state").exists()


async def test_an_outbox_that_cannot_be_on_disk_is_in_memory_and_the_run_says_so(
    broker, subscribe, sample, tmp_path
):
    (tmp_path / "state").write_text("not a directory")
    subscriber = subscribe(broker)
    async with open_stream(broker.url, tmp_path / "record", "run-1", tmp_path / "state") as stream:
        stream.finding(sample.finding())
        assert await stream.drain(60) == 0
    assert "cannot be used" in stream.trouble[0]
    await until(lambda: subscriber.events("finding"))


async def test_the_outbox_is_for_its_owner_only(make_broker, publish, tmp_path):
    broker = make_broker(start=False)
    await publish(broker.url)
    path = outbox_path(broker.url, tmp_path / "state")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


async def test_what_cannot_be_used_is_said_before_the_run(tmp_path):
    with pytest.raises(UsageError, match="scheme"):
        async with open_stream("localhost:1883", tmp_path / "record", "run-1", tmp_path):
            pass
    with pytest.raises(StreamError, match="record"):
        async with open_stream(None, tmp_path, "run-1", tmp_path):
            pass
