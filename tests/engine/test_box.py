# SPDX-License-Identifier: Apache-2.0
"""Boxes, on the real engine with the real tracer."""

from __future__ import annotations

import asyncio
import io
import json
import secrets
import subprocess
import tarfile
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest

from fpbox.engine import Box, BoxFile, BoxSpec, Engine, ImageRef
from fpbox.errors import BoxError, ImageError
from fpbox.trace import wire

pytestmark = pytest.mark.docker


@pytest.fixture
async def engine() -> AsyncIterator[Engine]:
    async with await Engine.connect() as connected:
        yield connected


@pytest.fixture
async def npm(engine: Engine) -> ImageRef:
    return await engine.image_for(("npm",))


def spec(image: ImageRef, *command: str, **more: object) -> BoxSpec:
    return BoxSpec(image=image, command=command, network="none", linger_s=0.2, **more)  # type: ignore[arg-type]


async def finish(box: Box) -> tuple[bytes, wire.End]:
    """Run a box to its end; return what the command wrote and the tracer's last words."""
    await box.start()
    decoder, said, end = wire.Decoder(), b"", None
    async for data in box.stream():
        for record in decoder.feed(data):
            if isinstance(record, wire.Output):
                said += record.data
            elif isinstance(record, wire.End):
                end = record
    decoder.close()
    assert end is not None
    return said, end


async def output(engine: Engine, wanted: BoxSpec) -> str:
    async with await engine.box(wanted) as box:
        said, _ = await finish(box)
    return said.decode()


async def shell(*command: object) -> bytes:
    return await asyncio.to_thread(subprocess.check_output, command)


def containers(run: str) -> list[str]:
    command = ["docker", "ps", "-aq", "--filter", f"label=io.fpbox.run={run}"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()


async def test_the_commands_exit_status_comes_through(engine: Engine, npm: ImageRef) -> None:
    async with await engine.box(spec(npm, "sh", "-c", "exit 7")) as box:
        _, end = await finish(box)
        assert end.status == 7
        assert await box.wait() == 7
        assert not box.oom_killed


async def test_limits_that_the_engine_cannot_keep_are_told_of(
    engine: Engine, npm: ImageRef, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An engine on a kernel without the memory controller makes the container and only warns."""
    api = engine._client.api
    make = api.create_container_from_config

    def without_limits(config: object, name: str) -> dict[str, object]:
        return {**make(config, name), "Warnings": ["no memory limit support"]}

    monkeypatch.setattr(api, "create_container_from_config", without_limits)
    async with await engine.box(spec(npm, "true")) as box:
        assert box.warnings == ("no memory limit support",)


async def test_the_command_has_no_power_and_is_not_root(engine: Engine, npm: ImageRef) -> None:
    said = await output(
        engine, spec(npm, "sh", "-c", "id -u; id -G; grep -E 'Cap|NoNewPrivs' /proc/self/status")
    )
    lines = said.split("\n")
    assert lines[:2] == ["1000", "1000"]
    assert {line.split()[1] for line in lines[2:] if line.startswith("Cap")} == {"0" * 16}
    assert "NoNewPrivs:\t1" in lines


async def test_the_tracer_leaves_no_trace_in_the_file_system(engine: Engine, npm: ImageRef) -> None:
    said = await output(engine, spec(npm, "ls", "-a", "/"))
    assert not {".fpbox-init", ".fpbox-init.conf", ".dockerenv"} & set(said.split())


async def test_the_project_is_copied_and_can_be_written_to(
    engine: Engine, npm: ImageRef, tmp_path: Path
) -> None:
    app = tmp_path / "my app"
    (app / "src").mkdir(parents=True)
    (app / "src/a").write_text("there")
    (app / ".netrc").write_text("secret")
    script = "pwd; cat src/a; ls -A; echo new > src/b && rm src/a"
    async with await engine.box(spec(npm, "sh", "-c", script, project=app)) as box:
        said, _ = await finish(box)
        assert await box.read_file(f"{box.workdir}/src/b", 100) == b"new\n"
    assert said.decode() == "/home/dev/my app\ntheresrc\n"
    assert (app / "src/a").read_text() == "there"


async def test_a_large_project_is_streamed_whole(engine: Engine, npm: ImageRef, tmp_path: Path) -> None:
    data = secrets.token_bytes(1 << 20) * 40
    (tmp_path / "big").write_bytes(data)
    said = await output(engine, spec(npm, "sh", "-c", "wc -c < big", project=tmp_path))
    assert said.strip() == str(len(data))


async def test_an_image_without_the_account_gets_one(engine: Engine, tmp_path: Path) -> None:
    """Any image will do: here one with a shell, a static program and nothing else."""
    name = f"fpbox-test-{secrets.token_hex(4)}"
    source, program = tmp_path / "p.c", tmp_path / "p"
    source.write_text(
        "#include <stdio.h>\n#include <stdlib.h>\n#include <unistd.h>\nint main(void){char d[99];"
        'printf("%d %s %s %s",getuid(),getenv("HOME"),getenv("USER"),getcwd(d,99));return 0;}'
    )
    await shell("gcc", "-static", "-o", program, source)
    with tarfile.open(tmp_path / "image.tar", "w") as tar:
        tar.add(program, "p")
        passwd = tarfile.TarInfo("etc/passwd")
        passwd.size = 26
        tar.addfile(passwd, io.BytesIO(b"root:x:0:0::/root:/bin/sh\n"))
    await shell("docker", "import", tmp_path / "image.tar", name)
    try:
        image = await engine.image_for(("/p",), name)
        assert image.source == "given"
        assert await output(engine, spec(image, "/p")) == "1000 /home/dev dev /home/dev"
    finally:
        await shell("docker", "rmi", "-f", name)


async def test_variables_and_files_come_in_the_promised_order(engine: Engine, npm: ImageRef) -> None:
    file = BoxFile("/home/dev/.given", b"x", 0o600, 1000, 1000)
    wanted = spec(
        npm,
        "sh",
        "-c",
        "echo $LANG $HOME $A; stat -c '%u %a' ~/.given",
        env={"A": "1", "LANG": "C"},
        files=(file,),
    )
    assert await output(engine, wanted) == "C /home/dev 1\n1000 600\n"


async def test_files_in_the_home_directory_lie_in_folders_of_its_user(engine: Engine, npm: ImageRef) -> None:
    files = tuple(BoxFile(f"~/.config/tool/{name}", b"x", 0o644, 1000, 1000) for name in "ab")
    wanted = spec(npm, "sh", "-c", "cd ~/.config && stat -c '%n %u' . tool tool/*", files=files)
    assert await output(engine, wanted) == ". 1000\ntool 1000\ntool/a 1000\ntool/b 1000\n"


async def test_a_file_that_is_missing_or_too_large_is_told_apart(engine: Engine, npm: ImageRef) -> None:
    async with await engine.box(spec(npm, "true")) as box:
        await finish(box)
        with pytest.raises(FileNotFoundError):
            await box.read_file("/home/dev/none", 10)
        with pytest.raises(FileNotFoundError):
            await box.read_file("/etc", 10)
        with pytest.raises(BoxError, match="more than the 3"):
            await box.read_file("/etc/passwd", 3)


async def test_leaving_removes_the_container(engine: Engine, npm: ImageRef) -> None:
    wanted = spec(npm, "sleep", "60")
    async with await engine.box(wanted) as box:
        await box.start()
        assert len(containers(wanted.run_id)) == 1
    assert containers(wanted.run_id) == []


async def test_cancelling_removes_the_container_and_does_not_hang(engine: Engine, npm: ImageRef) -> None:
    wanted = spec(npm, "sleep", "600")

    async def use() -> None:
        async with await engine.box(wanted) as box:
            await box.start()
            await box.wait()

    task = asyncio.create_task(use())
    while not containers(wanted.run_id):  # noqa: ASYNC110 - the engine sets no Event
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.5)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert containers(wanted.run_id) == []


@pytest.mark.parametrize("after_s", [0.0, 0.01, 0.05, 0.1, 0.2])
async def test_cancelling_while_the_box_is_made_leaves_nothing(
    engine: Engine, npm: ImageRef, after_s: float
) -> None:
    wanted = spec(npm, "sleep", "600")
    task = asyncio.create_task(engine.box(wanted))
    await asyncio.sleep(after_s)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await (await task).remove()
    for _ in range(50):
        if not containers(wanted.run_id):
            return
        await asyncio.sleep(0.1)
    pytest.fail("a container was left")


async def test_a_signal_reaches_the_command(engine: Engine, npm: ImageRef) -> None:
    script = "trap 'echo got; exit 9' INT; echo ready; while :; do sleep 0.1; done"
    async with await engine.box(spec(npm, "sh", "-c", script)) as box:
        await box.start()
        decoder, said, sent = wire.Decoder(), b"", False
        async for data in box.stream():
            said += b"".join(r.data for r in decoder.feed(data) if isinstance(r, wire.Output))
            if b"ready" in said and not sent:
                sent = True
                await box.signal("SIGINT")
        assert said == b"ready\ngot\n"
        assert await box.wait() == 9


async def test_killing_ends_a_box_and_killing_again_is_no_error(engine: Engine, npm: ImageRef) -> None:
    async with await engine.box(spec(npm, "sleep", "600")) as box:
        await box.start()
        await box.kill()
        assert await box.wait() == 137
        await box.kill()


async def test_a_slow_reader_holds_the_command_back(engine: Engine, npm: ImageRef) -> None:
    """What is written must wait in the container, not in memory here or in the engine."""
    script = "head -c 200000000 /dev/zero; echo over >&2"
    async with await engine.box(spec(npm, "sh", "-c", script)) as box:
        await box.start()
        stream = box.stream()
        await anext(stream)
        await asyncio.sleep(2)
        assert containers(box.spec.run_id)
        state = json.loads(await shell("docker", "inspect", box.id))[0]["State"]
        assert state["Running"]
        size = 0
        async for data in stream:
            size += len(data)
    assert size > 200_000_000


async def test_an_image_that_is_nowhere_says_so(engine: Engine) -> None:
    with pytest.raises(ImageError, match="nowhere/none"):
        await engine.image_for(("true",), "nowhere/none:1")


async def test_a_name_that_is_no_image_says_so(engine: Engine) -> None:
    with pytest.raises(ImageError):
        await engine.image_for(("true",), "Not An Image")


async def test_boxes_of_one_engine_run_side_by_side(engine: Engine, npm: ImageRef) -> None:
    said = await asyncio.gather(*(output(engine, spec(npm, "echo", str(number))) for number in range(6)))
    assert said == [f"{number}\n" for number in range(6)]


async def test_gc_leaves_alone_what_is_in_use(engine: Engine, npm: ImageRef) -> None:
    wanted = spec(npm, "sleep", "60")
    async with await engine.box(wanted):
        await engine.gc()
        assert len(containers(wanted.run_id)) == 1


@pytest.mark.network
async def test_npm_runs_the_scripts_of_dependencies(engine: Engine, npm: ImageRef, tmp_path: Path) -> None:
    """A dependency's postinstall runs, which npm would warn of or refuse by itself."""
    dependency = tmp_path / "dep"
    dependency.mkdir()
    scripts = {"postinstall": "node -e \"require('fs').writeFileSync('ran', '')\""}
    (dependency / "package.json").write_text(
        json.dumps({"name": "dep", "version": "1.0.0", "scripts": scripts})
    )
    await shell("npm", "pack", "--silent", "--pack-destination", dependency, dependency)
    app = tmp_path / "app"
    app.mkdir()
    (dependency / "dep-1.0.0.tgz").rename(app / "dep.tgz")
    (app / "package.json").write_text(
        '{"name":"app","version":"1.0.0","dependencies":{"dep":"file:dep.tgz","is-odd":"3.0.1"}}'
    )
    wanted = BoxSpec(image=npm, command=("npm", "install"), project=app)
    async with await engine.box(wanted) as box:
        said, end = await finish(box)
        assert end.status == 0, said
        assert b"allow-scripts" not in said
        assert await box.read_file(f"{box.workdir}/node_modules/dep/ran", 10) == b""


@pytest.mark.network
async def test_pip_builds_a_source_distribution(engine: Engine) -> None:
    command = ("pip", "install", "--no-binary", ":all:", "docopt")
    image = await engine.image_for(command)
    assert image.manager == "pypi"
    async with await engine.box(BoxSpec(image=image, command=command)) as box:
        said, end = await finish(box)
    assert end.status == 0, said
