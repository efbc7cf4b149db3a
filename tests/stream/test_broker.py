# SPDX-License-Identifier: Apache-2.0
"""The broker that comes with fpbox: its configuration, its image and compose.yaml."""

from __future__ import annotations

import asyncio
import json
import shutil
import signal
import subprocess
import sys
import uuid
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
IMAGE = ROOT / "images" / "broker"


@pytest.fixture
def shipped(make_broker, unused_tcp_port):
    """Run mosquitto with the configuration that is shipped, at other ports and in another directory."""
    broker = make_broker(start=False)
    lines = (IMAGE / "mosquitto.conf").read_text(encoding="utf-8")
    moved = lines.replace("listener 1883", f"listener {broker.port} 127.0.0.1")
    moved = moved.replace("listener 9001", f"listener {unused_tcp_port} 127.0.0.1")
    moved = moved.replace("/mosquitto/data/", f"{broker.directory}/") + "log_type all\n"
    broker.config = lambda: f"user root\n{moved}"
    return broker.start()


@pytest.mark.broker
def test_the_shipped_configuration_keeps_sessions_and_queued_messages_through_kill_9(
    shipped, subscribe, waiting
):
    subscribe(shipped).stop()
    publish = ["mosquitto_pub", "-p", str(shipped.port), "-q", "1"]
    subprocess.run([*publish, "-t", "fpbox/v1/x/finding/y/z", "-m", '{"n": 1}'], check=True)
    subprocess.run([*publish, "-r", "-t", "fpbox/v1/x/verdict/y/z", "-m", '{"n": 2}'], check=True)
    saved = shipped.directory / "mosquitto.db"
    waiting(lambda: b'"n": 1' in saved.read_bytes() and b'"n": 2' in saved.read_bytes())
    shipped.stop(signal.SIGKILL)
    shipped.start()
    subscriber = subscribe(shipped)
    waiting(lambda: {message["payload"]["n"] for message in subscriber.messages()} == {1, 2})


@pytest.mark.broker
def test_the_shipped_configuration_gives_mosquitto_nothing_to_complain_about(shipped):
    log = shipped.log.read_text().replace("Warning: Mosquitto should not be run as root/administrator.", "")
    assert "Error" not in log
    assert "Warning" not in log
    assert "recommended" not in log


def test_compose_publishes_to_this_machine_only_and_gives_the_broker_no_rights():
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    broker = compose["services"]["broker"]
    assert all(port.startswith("127.0.0.1:") for port in broker["ports"])
    assert broker["read_only"] is True
    assert broker["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in broker["security_opt"]
    assert {"mem_limit", "pids_limit", "cpus", "healthcheck"} <= broker.keys()
    assert list(compose["networks"]) == broker["networks"] == ["broker"]


@pytest.fixture(scope="module")
def image():
    """Make the image under a name of its own, as bootstrap does, and remove it again."""
    if not shutil.which("mmdebstrap") or not shutil.which("docker"):
        pytest.skip("mmdebstrap or docker is not installed")
    name = f"fpbox/broker:test-{uuid.uuid4().hex[:8]}"
    subprocess.run([IMAGE / "bootstrap", name], check=True, capture_output=True)
    yield name
    subprocess.run(["docker", "rmi", "-f", name], check=True, capture_output=True)


def docker(*arguments):
    done = subprocess.run(["docker", *arguments], check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.mark.docker
@pytest.mark.network
def test_the_bootstrapped_image_serves_with_the_rights_that_compose_gives(image, unused_tcp_port, waiting):
    broker = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]["broker"]
    limits = [
        "--read-only",
        "--cap-drop=ALL",
        f"--memory={broker['mem_limit']}",
        f"--pids-limit={broker['pids_limit']}",
    ]
    rights = [*limits, f"--security-opt={broker['security_opt'][0]}", f"--cpus={broker['cpus']}"]
    box = docker("run", "-d", "--rm", *rights, "-p", f"127.0.0.1:{unused_tcp_port}:1883", image)
    try:
        check = [part.replace("$$", "$") for part in broker["healthcheck"]["test"][1:]]
        waiting(
            lambda: (
                subprocess.run(["docker", "exec", box, *check], check=False, capture_output=True).returncode
                == 0
            )
        )
        assert docker("exec", box, "id", "-u") == "1883"
        command = ["mosquitto_pub", "-p", str(unused_tcp_port), "-q", "1", "-r", "-t", "a", "-m", "b"]
        subprocess.run(command, check=True)
        assert docker("exec", box, "mosquitto_sub", "-t", "a", "-C", "1", "-W", "5") == "b"
        assert json.loads(docker("inspect", box))[0]["HostConfig"]["ReadonlyRootfs"]
    finally:
        docker("rm", "-f", box)


def test_the_example_program_in_the_docs_is_a_program():
    text = (ROOT / "docs" / "stream.md").read_text(encoding="utf-8")
    (example,) = [part.split("```")[0] for part in text.split("```python\n")[1:]]
    compile(example, "docs/stream.md", "exec")


@pytest.mark.broker
async def test_the_example_program_in_the_docs_prints_findings(broker, sample, tmp_path):
    from fpbox.stream import open_stream  # noqa: PLC0415

    text = (ROOT / "docs" / "stream.md").read_text(encoding="utf-8")
    example = (
        text.split("```python\n")[1].split("```")[0].replace('"localhost"', f'"127.0.0.1", {broker.port}')
    )
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-u", "-c", example, stdout=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(60):
        while "Sending SUBACK" not in broker.log.read_text():  # noqa: ASYNC110 - said by another process
            await asyncio.sleep(0.02)
        async with open_stream(broker.url, tmp_path / "record", "run-1", tmp_path / "state") as stream:
            stream.finding(sample.finding())
            assert await stream.drain(60) == 0
        assert (
            await program.stdout.readline() == b"pkg:npm/%40scope/evil@1.0.2 Reads what system it is on (0)\n"
        )
    program.kill()
    await program.wait()
