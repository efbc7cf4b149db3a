# SPDX-License-Identifier: Apache-2.0
"""What the control run explains, and what it does not."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace

import pytest

from fpbox.errors import UsageError
from fpbox.model import TOOLCHAIN, Action
from fpbox.recipes import Baseline, Matcher, load_catalogue
from fpbox.recipes.baseline import Explainer, program_of, shape

CATALOGUE = load_catalogue()
NPM = "/usr/lib/node_modules/npm/bin/npm-cli.js"


@pytest.fixture
def control(new_world):
    """What a control run of node and npm looks like."""
    world = new_world()
    world.process(1, "/usr/bin/node", "node", "-e", "0")
    world.process(2, "/usr/bin/node", "node", NPM, "--version")
    world.process(3, "/usr/bin/node", "node", "-e", "lookup")
    events = [
        world.see("call/uname", image=1),
        world.see("open /proc/meminfo", image=1),
        world.see("open /proc/self/cgroup", image=1),
        world.see("call/uname x4", image=2),
        world.see("open /home/dev/.npmrc", image=2),
        world.see("open /etc/resolv.conf", image=3),
        world.see("socket netlink:route", image=3),
        world.see("call/uname x2", image=3),
        world.see("exec /bin/sh sh -c echo", image=2),
    ]
    baseline = Baseline()
    baseline.learn(replace(event, scope=replace(event.scope, package=TOOLCHAIN)) for event in events)
    return baseline


def found(world, baseline, *lines: str, image: int = 1):
    matcher = Matcher(CATALOGUE, baseline)
    for line in lines:
        matcher.observe(world.see(line, image=image))
    return {finding.recipe: finding for finding in matcher.findings().get(world.package, ())}


def test_a_program_s_own_start_is_explained_and_kept_without_weight(world, control):
    (finding,) = found(world, control, "open /proc/meminfo").values()
    assert finding.explained
    assert finding.novelty == 0
    assert finding.count == 1
    assert finding.evidence


def test_another_program_is_not_explained_by_it(world, control):
    world.process(1, "/usr/bin/cat", "cat", "/proc/meminfo")
    assert not found(world, control, "open /proc/meminfo")["memory_fingerprint"].explained


def test_what_npm_reads_explains_nothing_for_other_scripts_of_node(world, control):
    world.process(1, "/usr/bin/node", "node", "steal.js")
    assert not found(world, control, "open /home/dev/.npmrc")["package_registry_tokens"].explained


@pytest.mark.parametrize("path", ["/usr/bin/npm", NPM])
def test_a_nested_npm_is_explained_by_whichever_path_it_is_started(world, control, path):
    world.process(1, "/usr/bin/node", "node", path, "run", "rebuild")
    assert found(world, control, "open /home/dev/.npmrc")["package_registry_tokens"].explained


def test_a_package_s_own_npm_is_not_explained(world, control):
    world.process(1, "/usr/bin/node", "node", f"/app{NPM}", "run", "rebuild")
    assert not found(world, control, "open /home/dev/.npmrc")["package_registry_tokens"].explained


@pytest.mark.parametrize(
    "script",
    ["npm-cli.js", "./npm-cli.js", "/app/npm-cli.js", "/tmp/npm-cli.js", "/usr/lib/../../app/npm-cli.js"],
)
def test_a_script_that_a_package_could_have_written_has_no_role(world, control, script):
    world.process(1, "/usr/bin/node", "node", script)
    assert not found(world, control, "open /home/dev/.npmrc")["package_registry_tokens"].explained


def test_an_option_before_the_script_takes_its_role_away(world, control):
    world.process(1, "/usr/bin/node", "node", "--require=./steal.js", NPM)
    assert not found(world, control, "open /home/dev/.npmrc")["package_registry_tokens"].explained


def test_a_program_of_the_package_s_own_goes_by_its_path(world, control):
    world.process(1, "/app/node_modules/.bin/node", "node", "-e", "0")
    assert not found(world, control, "open /proc/meminfo")["memory_fingerprint"].explained


def test_a_fork_keeps_its_parent_s_role(world, control):
    parent = world.process(5, "/usr/bin/node", "node", NPM, "install")
    world.process(6, "/usr/bin/node", "npm install", parent=5, kind="fork")
    explainer = Explainer(control)
    assert explainer.explains(replace(world.see("open /home/dev/.npmrc", image=5), process=parent))
    assert explainer.explains(world.see("open /home/dev/.npmrc", image=6))
    assert not control.explains(world.see("open /home/dev/.npmrc", image=6))


def test_calls_count_beyond_what_the_program_makes_by_itself(world, control):
    world.process(1, "/usr/bin/node", "node", "probe.js")
    world.process(2, "/usr/bin/node", "node", "quiet.js")
    assert found(world, control, "call/uname", image=2)["os_fingerprint"].explained
    finding = found(world, control, "call/uname x3")["os_fingerprint"]
    assert (finding.explained, finding.count) == (False, 2)


def test_calls_are_counted_across_observations_of_one_process(world, control):
    matcher = Matcher(CATALOGUE, control)
    event = world.see("call/uname")
    assert matcher.observe(event) == ()
    assert matcher.again(event, 1, event.first_ns + 1) == ()
    world.wait_s(3)
    (risen,) = matcher.observe(world.see("open /app/x"))
    assert (risen.recipe, risen.count) == ("os_fingerprint", 1)


ASKED_BEFORE = ("uname", "uname", "resolver", "uname")
"""The start of the program, a script that asks for the host's name, and a lookup."""


@pytest.mark.parametrize("order", sorted(set(itertools.permutations(ASKED_BEFORE))))
def test_no_order_in_which_calls_are_reported_makes_a_question_a_lookup_s(world, control, order):
    assert counted(world, control, order)["os_fingerprint"].count == 1


@pytest.mark.parametrize("order", sorted(set(itertools.permutations(("uname", "resolver", "uname")))))
def test_no_order_in_which_calls_are_reported_makes_a_lookup_a_question(world, control, order):
    assert counted(world, control, order)["os_fingerprint"].explained


def test_a_question_counts_before_what_goes_out_after_it(world, control):
    matcher = Matcher(CATALOGUE, control)
    world.process(2, "/usr/bin/curl", "curl", "https://a.example")
    matcher.observe(world.see("call/uname x2"))
    risen = matcher.observe(world.see("dns a.example", image=2))
    assert next(one.recipe for one in risen) == "os_fingerprint"


def counted(world, control, order):
    """Return what is found when a process is reported in this order to do the same things."""
    matcher = Matcher(CATALOGUE, control)
    seen = {}
    for what in order:
        event = seen.get(what)
        if event is None:
            line = "call/uname" if what == "uname" else "open /etc/resolv.conf"
            seen[what] = world.see(line)
            matcher.observe(seen[what])
        else:
            world.at_ns += 1_000_000
            matcher.again(event, 1, world.at_ns)
    return {finding.recipe: finding for finding in matcher.findings()[world.package]}


def test_each_look_at_the_resolver_s_configuration_pays_for_one_question(new_world):
    control = new_world()
    control.process(1, "/usr/bin/node", "node", "-e", "0")
    control.process(2, "/usr/bin/node", "node", "-e", "two resolvers")
    baseline = Baseline()
    seen = ("call/uname x4", "open /etc/resolv.conf x2")
    baseline.learn([control.see("call/uname x2"), *(control.see(line, image=2) for line in seen)])
    for opened, asked, explained in ((1, 3, True), (1, 4, False), (2, 4, True), (3, 5, False)):
        lines = (f"open /etc/resolv.conf x{opened}", f"call/uname x{asked}")
        assert found(new_node(new_world), baseline, *lines)["os_fingerprint"].explained is explained


def new_node(new_world):
    world = new_world()
    world.process(1, "/usr/bin/node", "node", "probe.js")
    return world


def test_calls_that_are_reported_late_are_taken_for_as_early_as_they_may_have_been(world, control):
    matcher = Matcher(CATALOGUE, control)
    uname = world.see("call/uname")
    matcher.observe(uname)
    world.process(2, "/usr/bin/cat", "cat", "/etc/passwd")
    matcher.observe(world.see("open /etc/passwd", image=2))
    egress = world.see("dns a.example", image=2)
    matcher.observe(egress)
    matcher.again(uname, 3, egress.first_ns)
    found = {finding.recipe for finding in matcher.findings()[world.package]}
    assert "identity_then_egress" in found


def test_every_process_has_its_own_allowance(world, control):
    matcher = Matcher(CATALOGUE, control)
    assert not any(matcher.observe(world.see("call/uname", image=image)) for image in range(1, 50))
    (finding,) = matcher.findings()[world.package]
    assert finding.explained


def test_looking_a_name_up_allows_the_call_the_resolver_makes(world, control):
    found_with = found(world, control, "open /etc/resolv.conf", "call/uname x2")
    assert found_with["os_fingerprint"].explained
    found_without = found(world, control, "call/uname x2", image=7)
    assert not found_without["os_fingerprint"].explained
    assert not found(world, control, "open /etc/resolv.conf", "call/uname x3", image=8)[
        "os_fingerprint"
    ].explained


def test_a_lookup_s_socket_is_explained_by_the_lookup_that_follows(world, control):
    assert found(world, control, "socket netlink:route", "open /etc/resolv.conf")[
        "os_network_fingerprint"
    ].explained


def test_asking_for_the_interfaces_is_not_a_lookup(world, control):
    assert not found(world, control, "socket netlink:route")["os_network_fingerprint"].explained


def test_asking_for_the_interfaces_rises_as_soon_as_no_lookup_followed(world, control):
    matcher = Matcher(CATALOGUE, control)
    assert matcher.observe(world.see("socket netlink:route")) == ()
    world.wait_s(3)
    (risen,) = matcher.observe(world.see("open /app/index.js"))
    assert risen.recipe == "os_network_fingerprint"


def test_one_novel_observation_makes_the_finding_count_and_is_its_evidence(world, control):
    world.process(2, "/usr/bin/cat", "cat")
    matcher = Matcher(CATALOGUE, control)
    matcher.observe(world.see("open /proc/meminfo"))
    matcher.observe(world.see("open /proc/meminfo", image=2))
    (finding,) = matcher.findings()[world.package]
    assert (finding.explained, finding.count) == (False, 1)
    assert finding.evidence[0].exe == "/usr/bin/cat"


def test_explained_findings_do_not_rise_and_join_nothing(world, control):
    matcher = Matcher(CATALOGUE, control)
    assert matcher.observe(world.see("open /proc/meminfo")) == ()
    assert [finding.recipe for finding in matcher.observe(world.see("dns github.com"))] == ["egress_attempt"]


def test_an_exec_is_explained_with_its_arguments(world, control):
    world.process(1, "/usr/bin/node", "node", NPM, "install")
    assert control.explains(world.see("exec /bin/sh sh -c echo"))
    assert not control.explains(world.see("exec /bin/sh sh -c whoami"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/tmp/npm-4711/x", "/tmp/npm-815/x"),
        ("/tmp/tmpab3_x/y", "/tmp/tmpqq/y"),
        ("/sys/devices/system/cpu/cpu0/online", "/sys/devices/system/cpu/cpu13/online"),
        ("/home/dev/.npm/_cacache/0123456789abcdef", "/home/dev/.npm/_cacache/fedcba9876543210"),
    ],
)
def test_what_varies_between_runs_has_one_shape(one, other):
    assert shape(Action.OPEN, "openat", one) == shape(Action.OPEN, "openat", other)


def test_a_program_is_the_same_wherever_path_finds_it():
    argv = ("uname", "-m")
    one = shape(Action.EXEC, "execve", "/app/node_modules/.bin/uname", argv)
    assert one != shape(Action.EXEC, "execve", "/usr/bin/uname", argv)
    assert one == shape(Action.EXEC, "execve", "/node_modules/.bin/uname", argv)
    assert one != shape(Action.EXEC, "execve", "/tmp/node_modules/.bin/uname", argv)


@pytest.mark.parametrize(
    ("action", "one", "other"),
    [
        (Action.CONNECT, "tcp://10.0.0.1:443", "tcp://10.0.0.2:443"),
        (Action.DNS, "a1.example", "a2.example"),
        (Action.OPEN, "/etc/passwd", "/etc/shadow"),
    ],
)
def test_what_matters_keeps_shapes_apart(action, one, other):
    assert shape(action, "x", one) != shape(action, "x", other)


def test_details_keep_evasions_apart():
    assert shape(Action.EVADE, "prctl", "", ("0x4",)) != shape(Action.EVADE, "prctl", "", ("0xf",))


QUERY = 'import sys; sys.path = [decode(b"/home/dev/.cache/uv/.tmp{}")] + sys.path; from python.info import *'


def asked_by(world, exe: str, *argv: str, code: str):
    """Make image 3 a Python that image 2 has started by forking."""
    world.process(1, exe, *argv)
    world.process(2, exe, *argv, parent=1, kind="fork")
    world.process(3, "/usr/bin/python3.11", "python3", "-I", "-B", "-c", code, parent=2)


@pytest.fixture
def uv_control(new_world):
    world = new_world()
    asked_by(world, "/opt/poetry/bin/uv", "uv", "sync", code=QUERY.format("a1B2"))
    baseline = Baseline()
    baseline.learn(
        [world.see("open /proc/cpuinfo" if image == 3 else "exec /x", image=image) for image in (1, 2, 3)]
    )
    return baseline


def explains_query(world, baseline) -> bool:
    explainer = Explainer(baseline)
    for process in world.processes.values():
        explainer.started(process)
    return explainer.explains(world.see("open /proc/cpuinfo", image=3))


def test_uv_s_question_to_an_interpreter_is_a_role_of_its_own(uv_control, new_world):
    world = new_world()
    asked_by(world, "/opt/poetry/bin/uv", "uv", "pip", "install", "x", code=QUERY.format("Zz9"))
    assert explains_query(world, uv_control)


@pytest.mark.parametrize(
    ("exe", "code"),
    [
        ("/usr/bin/node", QUERY.format("Zz9")),
        ("/app/uv", QUERY.format("Zz9")),
        ("/opt/poetry/bin/uv", "open('/proc/cpuinfo')"),
        ("/opt/poetry/bin/uv", QUERY.format("Zz9") + "; steal()"),
    ],
)
def test_uv_s_question_explains_no_other_python(uv_control, new_world, exe, code):
    world = new_world()
    asked_by(world, exe, exe.rsplit("/", 1)[-1], code=code)
    assert not explains_query(world, uv_control)


def test_long_code_of_a_manager_is_told_apart_by_its_end(new_world):
    roles = set()
    for end in ("a", "b"):
        world = new_world()
        asked_by(world, "/usr/bin/uv", "uv", code="x = 1\n" * 100 + end)
        roles.add(program_of(world.processes[3], ("uv", "")))
    assert len(roles) == 2


def test_a_script_of_the_system_s_passes_on_whatever_file_it_was_given(new_world):
    control, run = new_world(), new_world()
    loader = "exec /lib64/ld.so ld.so --verify"
    control.process(1, "/usr/bin/bash", "bash", "/usr/bin/ldd", "/bin/ls")
    baseline = Baseline()
    baseline.learn([control.see(f"{loader} /bin/ls")])
    run.process(1, "/usr/bin/bash", "bash", "/usr/bin/ldd", "./x.node")
    run.process(2, "/usr/bin/bash", "bash", "./ldd", "./x.node")
    assert baseline.explains(run.see(f"{loader} ./x.node"))
    assert not baseline.explains(run.see("exec /lib64/ld.so ld.so ./x.node"))
    assert not baseline.explains(run.see(f"{loader} ./x.node", image=2))


def test_a_module_is_a_role(world):
    assert program_of(world.process(1, "/usr/bin/python3.11", "python3", "-m", "pip", "install")) == (
        "python3.11",
        "-m pip",
    )


def test_a_module_is_no_role_for_a_package_since_its_own_folder_comes_first(new_world):
    world = new_world()
    world.process(1, "/usr/bin/python3.11", "python3", "-m", "pip", "install", "x")
    baseline = Baseline()
    baseline.learn([world.see("open /etc/pip.conf", package=TOOLCHAIN)])
    assert baseline.explains(world.see("open /etc/pip.conf", package=TOOLCHAIN))
    assert not baseline.explains(world.see("open /etc/pip.conf"))


def test_calls_are_allowed_by_the_task_a_script_is_given(new_world):
    script, control, run = "/opt/hooks/_in_process.py", new_world(), new_world()
    baseline = Baseline()
    for image, hook, count in ((1, "get_requires", 1), (2, "build_wheel", 5)):
        control.process(image, "/usr/bin/python3", "python3", script, hook)
        baseline.learn([control.see(f"call/uname x{count}", image=image)])
    for image, hook, allowed in ((1, "get_requires", 1), (2, "build_wheel", 5), (3, "another", 5)):
        run.process(image, "/usr/bin/python3", "python3", script, hook)
        assert Explainer(baseline).allowance(run.see("call/uname", image=image)) == allowed


def test_a_role_that_only_ever_resolved_is_allowed_what_it_did_before_it_resolved(new_world):
    control, run = new_world(), new_world()
    control.process(1, "/usr/bin/python3", "python3", "/opt/pip.py")
    baseline = Baseline()
    baseline.learn([control.see("call/uname x5"), control.see("open /etc/resolv.conf")])
    run.process(1, "/usr/bin/python3", "python3", "/opt/pip.py")
    assert Explainer(baseline).allowance(run.see("call/uname")) == 5


def test_one_baseline_serves_many_runs(control, new_world):
    for exe, expected in (("/usr/bin/node", True), ("/usr/bin/cat", False)):
        world = new_world()
        world.process(1, exe, exe)
        assert Explainer(control).explains(world.see("open /proc/meminfo")) is expected


def test_it_survives_being_written_down(control, world):
    again = Baseline.from_json(control.to_json())
    assert again.to_json() == control.to_json()
    assert again.explains(world.see("open /proc/meminfo"))


def test_merging_takes_the_most_of_both(control, new_world):
    other_world = new_world()
    other_world.process(1, "/usr/bin/node", "node", "-e", "0")
    other = Baseline()
    other.learn([other_world.see("call/uname x9"), other_world.see("open /proc/stat")])
    control.merge(other)
    run = new_world()
    assert Explainer(control).allowance(run.see("call/uname")) == 9
    assert Explainer(control).allowance(run.see("call/sysinfo")) == 0


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", '{"fpbox_baseline": 1, "programs": []}', '{"fpbox_baseline": 2, "programs": [1]}'],
)
def test_what_is_none_of_ours_is_refused_with_advice(text):
    with pytest.raises(UsageError, match="next run takes it again"):
        Baseline.from_json(text)


def test_registries_of_the_image_s_managers_are_no_egress(control, new_world):
    control.merge(Baseline(["registry.example"]))
    again = Baseline.from_json(control.to_json())
    assert not found(new_world(), again, "dns registry.example")
    assert "egress_attempt" in found(new_world(), again, "dns elsewhere.example")


def test_json_is_plain(control):
    assert {item["program"] for item in json.loads(control.to_json())["programs"]} == {"node"}
