# SPDX-License-Identifier: Apache-2.0
"""The tracer with every check a compiler offers, for the other architecture, and fed with nonsense."""

from __future__ import annotations

import shutil
import subprocess

import pytest

pytestmark = pytest.mark.tracer
WARNINGS = ("-Wall", "-Wextra", "-Werror", "-Wshadow", "-Wformat=2", "-Wmissing-prototypes", "-Wvla")
SCENARIOS = (
    ("paths", "odd"),
    ("paths", "edges"),
    ("paths", "spellings"),
    ("paths", "bases"),
    ("paths", "empty"),
    ("paths", "pairs"),
    ("evade", "foreign"),
    ("evade", "own_filter"),
    ("evade", "undumpable"),
    ("evade", "denied"),
    ("net", "connects"),
    ("net", "sends"),
    ("net", "asks"),
    ("net", "lengths"),
    ("execs", "large"),
    ("execs", "environments", "50000"),
    ("execs", "spawns"),
    ("execs", "among_threads", "10"),
    ("races", "flips"),
    ("races", "stopped"),
    ("races", "strings", "150000"),
    ("clocks", "all"),
    ("clocks", "often", "20000"),
    ("family", "double_fork"),
    ("family", "zombies"),
    ("family", "writes", "2000"),
)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=" ".join)
def test_no_sanitizer_complains(checked_tracer, programs, scenario, monkeypatch):
    monkeypatch.setenv("ASAN_OPTIONS", "detect_leaks=0:abort_on_error=1")
    monkeypatch.setenv("UBSAN_OPTIONS", "print_stacktrace=1")
    trace = checked_tracer(programs[scenario[0]], *scenario[1:], keep=["FPBOX_KEPT"], clock_s=86400)
    assert not trace.complaint
    assert trace.code == 0
    assert not trace.cut


def test_it_compiles_for_aarch64(source_root, folder, zig):
    sources = sorted(str(path) for path in (source_root / "src/init").glob("*.c"))
    output = folder / "init-aarch64"
    command = [*zig, "-target", "aarch64-linux-musl", "-std=c11", *WARNINGS, "-O2", "-static", "-pthread"]
    subprocess.run([*command, f"-I{source_root / 'seccomp'}", "-o", str(output), *sources], check=True)
    assert output.read_bytes()[18:20] == b"\xb7\0"


def test_nonsense_in_a_tracees_memory_does_no_harm(source_root, folder):
    clang = shutil.which("clang") or shutil.which("clang-14")
    if not clang:
        pytest.skip("libFuzzer comes with clang, which is not installed")
    own = [source_root / "src/init" / f"{name}.c" for name in ("decode", "places", "table", "util", "walk")]
    target = folder / "decode-fuzz"
    flags = ("-std=c11", "-g", "-O1", "-fsanitize=fuzzer,address,undefined", "-fno-sanitize-recover=all")
    includes = (f"-I{source_root / 'seccomp'}", f"-I{source_root / 'src/init'}")
    sources = [str(source_root / "tests/probes/fuzz/decode_fuzz.c"), *map(str, own)]
    subprocess.run([clang, *flags, *includes, "-o", str(target), *sources], check=True)
    corpus = folder / "corpus"
    corpus.mkdir()
    command = [str(target), "-max_total_time=10", "-max_len=70000", "-print_final_stats=1", str(corpus)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
