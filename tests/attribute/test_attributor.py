# SPDX-License-Identifier: Apache-2.0
"""Attribution of process trees made up here, most of them by somebody who wants to be taken for another."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fpbox.attribute import KEEP_ENV, Attributor, names
from fpbox.attribute.attributor import _MAX_IMAGES
from fpbox.interest import Interest
from fpbox.model import TOOLCHAIN, UNATTRIBUTED, Action, Event, Process, Scope

HOOK = "/x/pyproject_hooks/_in_process/_in_process.py"
NPM = ("node", "/usr/bin/npm", "install")
LOCK = {
    "name": "app",
    "lockfileVersion": 3,
    "packages": {
        "": {"name": "app", "version": "1.0.0", "dependencies": {"front": "1", "other": "npm:real@1"}},
        "node_modules/front": {"version": "1.0.0", "dependencies": {"evil": "1"}},
        "node_modules/evil": {"version": "1.0.2"},
        "node_modules/victim": {"version": "3.0.0"},
        "node_modules/other": {"name": "real", "version": "1.1.0"},
    },
}


class Tree:
    """Grows a process tree, one image at a time, and asks for each one's scope."""

    def __init__(self, argv=NPM, exe="/usr/bin/node", cwd="/app", **env):
        self.attributor = Attributor()
        self.count = 0
        self.processes: dict[int, Process] = {}
        self.scopes: dict[int, Scope] = {}
        self.top = self.add("root", 0, argv, exe, cwd, env=env)

    def add(self, kind, parent, argv=(), exe="", cwd="", *, env=None):
        self.count += 1
        fields = tuple((name, value) for name, value in (env or {}).items() if name in KEEP_ENV)
        process = Process(
            self.count, parent, 1000 + self.count, 0, exe, tuple(argv), cwd, fields, kind,
            above=self.processes.get(parent),
        )  # fmt: skip
        self.processes[self.count] = process
        self.scopes[self.count] = self.attributor.image(process)
        return self.count

    def run(self, parent, *argv, exe="/usr/bin/dash", cwd="", **env):
        """Fork and exec, and return the number of the image that is made."""
        cwd = cwd or self.processes[parent].cwd
        fork = self.add("fork", parent, self.processes[parent].argv, self.processes[parent].exe, cwd)
        return self.add("exec", fork, argv, exe, cwd, env=env)

    def script(self, parent, name, cwd, version="1.0.0", event="postinstall", **more):
        return self.run(parent, "sh", "-c", "x", cwd=cwd, **said(name, version, cwd, event), **more)

    def purl(self, image):
        return self.scopes[image].package.purl

    def final(self, image):
        return self.attributor.final(self.scopes[image].package)

    def touch(self, image, path, action=Action.OPEN):
        process, scope = self.processes[image], self.scopes[image]
        self.attributor.note(Event(1, 1, process, scope, action, "openat", path))


def said(name, version="1.0.0", directory="/app", event="postinstall"):
    return {
        "npm_package_name": name,
        "npm_package_version": version,
        "npm_lifecycle_event": event,
        "npm_package_json": f"{directory}/package.json",
    }


def evil_tree():
    tree = Tree()
    return tree, tree.script(tree.top, "evil", "/app/node_modules/evil", "1.0.2")


def test_no_variable_that_can_hold_a_secret_is_kept():
    wanted = {"npm_package_name", "npm_package_version", "npm_package_json", "npm_lifecycle_event"}
    assert wanted <= set(KEEP_ENV)
    assert len(KEEP_ENV) <= 8
    assert not [
        name
        for name in KEEP_ENV
        if any(word in name.lower() for word in ("token", "auth", "key", "resolved"))
    ]


def test_the_command_and_its_helpers_are_the_toolchain():
    tree = Tree()
    assert tree.scopes[tree.top].package == TOOLCHAIN
    assert tree.scopes[tree.run(tree.top, "git", "ls-remote", exe="/usr/bin/git")].package == TOOLCHAIN


def test_a_script_and_everything_below_it_belong_to_its_package():
    tree, script = evil_tree()
    child = tree.run(script, "node", "x.js", exe="/usr/bin/node")
    orphan = tree.add("fork", child)
    assert {tree.purl(image) for image in (script, child, orphan)} == {"pkg:npm/evil@1.0.2"}
    assert tree.scopes[orphan].root == script
    assert tree.scopes[orphan].phase == "postinstall"
    assert tree.scopes[orphan].confidence == 1.0


@pytest.mark.parametrize("name", ["", " ", "/", " / ", "@/", "@a/", "@ / ", "//", "@a/ "])
def test_a_name_of_nothing_is_a_name_all_the_same(name):
    tree = Tree()
    script = tree.script(tree.top, name, "/app/node_modules/x")
    assert tree.purl(script).startswith("pkg:npm/")
    assert names.purl("npm", name, " ").startswith("pkg:npm/")
    assert names.purl("pypi", name, "").startswith("pkg:pypi/")


def test_what_a_child_says_about_itself_is_ignored():
    tree, script = evil_tree()
    child = tree.run(
        script,
        "sh",
        "-c",
        "y",
        cwd="/app/node_modules/victim",
        **said("victim", "3.0.0", "/app/node_modules/victim"),
    )
    assert tree.purl(child) == "pkg:npm/evil@1.0.2"


@pytest.mark.parametrize(
    ("argv", "exe"),
    [
        (("node", "/tmp/npm", "install"), "/usr/bin/node"),
        (("node", "/app/node_modules/evil/npm-cli.js", "install"), "/usr/bin/node"),
        (("node", "/usr/bin/npm", "install"), "/tmp/node"),
        (("node", "/usr/../tmp/npm", "install"), "/usr/bin/node"),
        (("node", "-e", "0", "/usr/bin/npm"), "/usr/bin/node"),
        (("npm", "install"), "/app/node_modules/evil/fake"),
    ],
)
def test_a_program_that_only_looks_like_npm_cannot_hand_out_names(argv, exe):
    tree, script = evil_tree()
    fake = tree.run(script, *argv, exe=exe)
    child = tree.script(fake, "victim", "/app/node_modules/victim", "3.0.0")
    assert tree.purl(child) == "pkg:npm/evil@1.0.2"


def test_a_package_that_a_script_installs_is_its_own_with_the_outer_in_the_path():
    tree, script = evil_tree()
    npm = tree.run(script, *NPM, exe="/usr/bin/node", **said("evil", "1.0.2", "/app/node_modules/evil"))
    inner = tree.script(npm, "inner", "/app/node_modules/evil/sub/node_modules/inner")
    tree.attributor.use_lockfile(json.dumps(LOCK).encode())
    assert tree.purl(npm) == "pkg:npm/evil@1.0.2"
    assert tree.final(inner).purl == "pkg:npm/inner@1.0.0"
    assert tree.final(inner).via == ("app", "front", "evil", "inner")
    assert tree.scopes[inner].confidence == 0.9


def test_a_script_cannot_put_its_deeds_down_to_an_installed_package_through_the_real_npm():
    tree, script = evil_tree()
    npm = tree.run(script, *NPM, exe="/usr/bin/node")
    inner = tree.script(npm, "victim", "/app/node_modules/evil/sub/node_modules/victim", "3.0.0")
    tree.attributor.use_lockfile(json.dumps(LOCK).encode())
    assert tree.final(inner).purl == "pkg:npm/evil@1.0.2"


def test_the_same_holds_without_a_lockfile_for_packages_whose_scripts_ran():
    tree, script = evil_tree()
    npm = tree.run(script, *NPM, exe="/usr/bin/node")
    inner = tree.script(npm, "victim", "/app/node_modules/evil/sub/node_modules/victim", "3.0.0")
    assert tree.final(inner).purl == "pkg:npm/victim@3.0.0"
    tree.script(tree.top, "victim", "/app/node_modules/victim", "3.0.0")
    assert tree.final(inner).purl == "pkg:npm/evil@1.0.2"


def test_the_directory_wins_over_what_package_json_says():
    tree = Tree()
    script = tree.script(tree.top, "victim", "/app/node_modules/evil", "3.0.0")
    assert tree.purl(script) == "pkg:npm/evil@3.0.0"
    assert "says 'victim'" in tree.scopes[script].basis


def test_an_alias_gets_its_true_name_from_the_lockfile():
    tree = Tree()
    script = tree.script(tree.top, "real", "/app/node_modules/other", "1.1.0")
    tree.attributor.use_lockfile(json.dumps(LOCK).encode())
    assert tree.final(script).purl == "pkg:npm/real@1.1.0"
    assert tree.final(script).via == ("app", "other")


def test_the_lockfile_corrects_a_version_that_package_json_made_up():
    tree = Tree()
    script = tree.script(tree.top, "evil", "/app/node_modules/evil", "0.0.0-trust-me")
    tree.attributor.use_lockfile(json.dumps(LOCK).encode())
    assert tree.final(script).purl == "pkg:npm/evil@1.0.2"
    assert tree.final(script).via == ("app", "front", "evil")


@pytest.mark.parametrize(
    ("directory", "purl"),
    [
        ("/app/node_modules/a/node_modules/b", "pkg:npm/b@1.0.0"),
        ("/app/node_modules/@s/p", "pkg:npm/%40s/p@1.0.0"),
        ("/app/node_modules/.pnpm/b@1.0.0/node_modules/b", "pkg:npm/b@1.0.0"),
        ("/app/.yarn/unplugged/b-npm-1.0.0-ab12/node_modules/b", "pkg:npm/b@1.0.0"),
        ("/app/node_modules/b/deeper/still", "pkg:npm/b@1.0.0"),
        ("/app/packages/local", "pkg:npm/said@1.0.0"),
    ],
)
def test_every_layout_gives_the_installed_name(directory, purl):
    tree = Tree()
    assert tree.purl(tree.script(tree.top, "said", directory)) == purl


def test_the_projects_own_scripts_are_the_project():
    tree = Tree(argv=("node", "/usr/bin/npm", "run", "build"), cwd="/app/src")
    script = tree.script(tree.top, "app", "/app", event="build")
    assert tree.purl(script) == "pkg:npm/app@1.0.0"
    assert tree.final(script).via == ("app",)
    assert "project's own" in tree.scopes[script].basis


def test_a_dependency_that_calls_itself_the_project_is_not_the_project():
    tree = Tree()
    script = tree.script(tree.top, "app", "/app/node_modules/evil")
    assert tree.purl(script) == "pkg:npm/evil@1.0.0"
    assert "project" not in tree.scopes[script].basis


def test_an_implicit_rebuild_is_the_packages_install_phase():
    tree = Tree()
    script = tree.run(
        tree.top,
        "sh",
        "-c",
        "node-gyp rebuild",
        cwd="/app/node_modules/native",
        **said("native", "2.0.0", "/app/node_modules/native", "install"),
    )
    assert tree.scopes[script].phase == "install"
    assert tree.purl(script) == "pkg:npm/native@2.0.0"


@pytest.mark.parametrize(
    ("rest", "purl"),
    [
        (("cowsay", "hi"), "pkg:npm/cowsay"),
        (("-y", "cowsay@1.6.0"), "pkg:npm/cowsay@1.6.0"),
        (("--package=@s/tool@2.0.0", "--", "tool"), "pkg:npm/%40s/tool@2.0.0"),
        (("-p", "typescript", "tsc"), "pkg:npm/typescript"),
        (("cowsay@latest",), "pkg:npm/cowsay"),
    ],
)
def test_npx_runs_the_package_it_is_told_to(rest, purl):
    tree = Tree(argv=("node", "/usr/bin/npx", *rest))
    event = {"npm_lifecycle_event": "npx", "npm_package_json": "/app/package.json"}
    script = tree.run(tree.top, "sh", "-c", "tool", **event)
    assert tree.purl(script) == purl
    assert tree.scopes[script].phase == "npx"


def test_npm_init_runs_the_initializer():
    tree = Tree(argv=("node", "/usr/bin/npm", "init", "vite"))
    assert tree.purl(tree.run(tree.top, "sh", "-c", "x", npm_lifecycle_event="npx")) == "pkg:npm/create-vite"


def test_helpers_of_a_nested_npm_that_only_inherit_the_environment_stay_with_the_outer_package():
    tree, script = evil_tree()
    npm = tree.run(script, *NPM, exe="/usr/bin/node", **said("evil", "1.0.2", "/app/node_modules/evil"))
    git = tree.run(
        npm, "git", exe="/usr/bin/git", cwd="/app", **said("evil", "1.0.2", "/app/node_modules/evil")
    )
    assert tree.purl(git) == "pkg:npm/evil@1.0.2"


def test_a_manager_that_is_not_known_gives_less_confidence():
    tree = Tree(argv=("frobnicate", "install"), exe="/usr/bin/frobnicate")
    script = tree.script(tree.top, "evil", "/app/node_modules/evil")
    assert tree.purl(script) == "pkg:npm/evil@1.0.0"
    assert tree.scopes[script].confidence == 0.6


def test_files_written_by_another_package_lower_the_confidence():
    tree, script = evil_tree()
    tree.touch(script, "/app/node_modules/victim/install.js", Action.WRITE)
    victim = tree.script(tree.top, "victim", "/app/node_modules/victim")
    assert tree.scopes[victim].confidence == 0.6
    assert "pkg:npm/evil@1.0.2 had written to its files" in tree.scopes[victim].basis


def test_a_manifest_written_by_a_package_lowers_the_confidence_in_the_projects_scripts():
    tree, script = evil_tree()
    tree.touch(script, "/app/package.json", Action.WRITE)
    prepare = tree.script(tree.top, "app", "/app", "1.0.0", "prepare")
    assert tree.purl(prepare) == "pkg:npm/app@1.0.0"
    assert tree.scopes[prepare].confidence == 0.6
    assert "pkg:npm/evil@1.0.2 had written to its files" in tree.scopes[prepare].basis


def test_a_package_may_write_to_its_own_files():
    tree, script = evil_tree()
    tree.touch(script, "/app/node_modules/evil/cache", Action.WRITE)
    again = tree.script(tree.top, "evil", "/app/node_modules/evil", "1.0.2", "install")
    assert tree.scopes[again].confidence == 1.0


class TestUnknownParents:
    def test_nothing_known_is_unattributed_with_full_weight(self):
        tree = Tree()
        image = tree.add("exec", 0, ("sh",), "/usr/bin/dash", "/")
        assert tree.scopes[image].package == UNATTRIBUTED
        assert tree.scopes[image].confidence == 1.0

    def test_the_directory_alone_gives_a_weak_attribution(self):
        tree = Tree()
        image = tree.add("fork", 999, (), "", "/app/node_modules/evil")
        assert tree.purl(image) == "pkg:npm/evil"
        assert tree.scopes[image].confidence == 0.6

    def test_a_build_directory_of_pip_counts_as_well(self):
        tree = Tree()
        image = tree.add("exec", 0, ("sh",), "/usr/bin/dash", "/tmp/pip-install-x1/evil_" + "a" * 32 + "/sub")
        assert tree.purl(image) == "pkg:pypi/evil"

    def test_the_environment_alone_gives_nothing(self):
        tree = Tree()
        image = tree.add("exec", 0, ("sh",), "/usr/bin/dash", "/", env=said("victim"))
        assert tree.scopes[image].package == UNATTRIBUTED

    def test_an_environment_that_contradicts_the_directory_gives_nothing(self):
        tree = Tree()
        image = tree.add("exec", 0, ("sh",), "/usr/bin/dash", "/app/node_modules/evil", env=said("victim"))
        assert tree.scopes[image].package == UNATTRIBUTED

    def test_an_unattributed_process_cannot_get_a_name_by_running_npm(self):
        tree = Tree()
        unknown = tree.add("exec", 0, NPM, "/usr/bin/node", "/")
        assert tree.scopes[tree.script(unknown, "victim", "/x/node_modules/victim")].package == UNATTRIBUTED


class TestYarn2:
    def script(self, name, directory, stated_directory):
        tree = Tree(argv=("node", "/usr/bin/yarn", "install"))
        env = {**said(name, directory=stated_directory), "PROJECT_CWD": "/app"}
        return tree.scopes[tree.run(tree.top, "uname", exe="/usr/bin/uname", cwd=directory, **env)]

    def test_three_agreeing_facts_are_believed_with_some_doubt(self):
        scope = self.script("evil", "/app/node_modules/evil", "/app/node_modules/evil")
        assert scope.package.purl == "pkg:npm/evil@1.0.0"
        assert scope.confidence == 0.8

    @pytest.mark.parametrize(
        ("name", "directory", "stated"),
        [
            ("victim", "/app/node_modules/evil", "/app/node_modules/evil"),
            ("evil", "/app/node_modules/victim", "/app/node_modules/evil"),
            ("victim", "/app/node_modules/victim", "/app/node_modules/evil"),
        ],
    )
    def test_a_contradiction_is_shown_as_unattributed(self, name, directory, stated):
        scope = self.script(name, directory, stated)
        assert scope.package == UNATTRIBUTED
        assert directory in scope.basis


class TestPip:
    HOOK = "/usr/lib/python3/dist-packages/pip/_vendor/pyproject_hooks/_in_process/_in_process.py"
    BUILD = "/tmp/pip-install-a1b2/Evil.Dist_" + "0" * 32

    def tree(self):
        return Tree(argv=("python3", "-m", "pip", "install", "evil-dist"), exe="/usr/bin/python3.11")

    def hook(self, tree, parent, cwd, name="build_wheel"):
        argv = ("python3", self.HOOK, name, "/tmp/x")
        return tree.run(parent, *argv, exe="/usr/bin/python3.11", cwd=cwd)

    def test_a_hook_belongs_to_the_distribution_in_whose_directory_it_runs(self):
        tree = self.tree()
        hook = self.hook(tree, tree.top, self.BUILD)
        assert tree.purl(hook) == "pkg:pypi/evil-dist"
        assert tree.scopes[hook].phase == "build_wheel"
        assert tree.scopes[hook].confidence == 1.0

    @pytest.mark.parametrize(
        "name", ["_supported_features", "build_editable", "a hook that is not yet invented"]
    )
    def test_whatever_the_hook_is_called(self, name):
        tree = self.tree()
        assert tree.purl(self.hook(tree, tree.top, self.BUILD, name)) == "pkg:pypi/evil-dist"

    def test_the_version_comes_from_the_archive_that_pip_unpacks(self):
        tree = self.tree()
        tree.touch(tree.top, "/tmp/pip-unpack-zz/evil_dist-1.2.3.tar.gz", Action.WRITE)
        assert tree.final(self.hook(tree, tree.top, self.BUILD)).purl == "pkg:pypi/evil-dist@1.2.3"

    def test_a_package_cannot_choose_its_version_by_opening_files(self):
        tree = self.tree()
        hook = self.hook(tree, tree.top, self.BUILD)
        tree.touch(hook, "/tmp/pip-unpack-zz/evil_dist-9.9.9.tar.gz", Action.WRITE)
        assert tree.final(hook).purl == "pkg:pypi/evil-dist"

    def test_metadata_counts_when_pip_has_read_it_and_the_name_agrees(self):
        tree = self.tree()
        hook = self.hook(tree, tree.top, self.BUILD, "prepare_metadata_for_build_wheel")
        for name in ("evil_dist-1.2.3", "victim-3.0"):
            path = f"/tmp/pip-modern-metadata-q/{name}.dist-info/METADATA"
            tree.touch(hook, path, Action.WRITE)
            if name.startswith("victim"):
                tree.touch(tree.top, path)
        assert tree.final(hook).purl == "pkg:pypi/evil-dist"
        tree.touch(tree.top, "/tmp/pip-modern-metadata-q/evil_dist-1.2.3.dist-info/METADATA")
        assert tree.final(hook).purl == "pkg:pypi/evil-dist@1.2.3"

    def test_two_archives_without_a_name_stay_two_packages(self):
        tree = Tree(argv=("uv", "pip", "install"), exe="/usr/bin/uv")
        cwds = [f"/home/dev/.cache/uv/sdists-v9/path/{key}/1234/src" for key in ("aaaa", "bbbb")]
        hooks = [self.hook(tree, tree.top, cwd) for cwd in cwds]
        assert tree.purl(hooks[0]) != tree.purl(hooks[1])

    def test_uv_tells_name_and_version_by_the_directory(self):
        tree = Tree(argv=("uv", "pip", "install"), exe="/usr/bin/uv")
        code = "from setuptools.build_meta import __legacy__ as backend\nbackend.build_wheel('x')"
        cwd = "/home/dev/.cache/uv/sdists-v9/pypi/docopt/0.6.2/abc/src"
        hook = tree.run(tree.top, "python", "-c", code, exe="/usr/bin/python3.12", cwd=cwd)
        assert tree.purl(hook) == "pkg:pypi/docopt@0.6.2"
        assert tree.scopes[hook].phase == "build_wheel"

    def test_a_legacy_setup_py_has_its_command_as_the_phase(self):
        tree = self.tree()
        code = "import sys, setuptools; __file__='/tmp/x/setup.py'; exec(compile('', __file__, 'exec'))"
        argv = ("python3", "-u", "-c", code, "egg_info", "--egg-base", "/tmp/y")
        hook = tree.run(tree.top, *argv, exe="/usr/bin/python3.11", cwd=self.BUILD)
        assert tree.scopes[hook].phase == "egg_info"

    def test_installing_the_build_environment_is_the_toolchains_work(self):
        tree = self.tree()
        runner = "/usr/lib/python3/dist-packages/pip/__pip-runner__.py"
        child = tree.run(tree.top, "python3", runner, "install", exe="/usr/bin/python3.11")
        assert tree.scopes[child].package == TOOLCHAIN
        assert tree.purl(self.hook(tree, child, self.BUILD)) == "pkg:pypi/evil-dist"

    def test_a_hook_started_by_a_hook_is_still_the_same_package(self):
        tree = self.tree()
        hook = self.hook(tree, tree.top, self.BUILD)
        child = self.hook(tree, hook, "/tmp/pip-install-a1b2/victim_" + "1" * 32)
        assert tree.purl(child) == "pkg:pypi/evil-dist"


class TestHostileText:
    @given(name=st.text(max_size=400), version=st.text(max_size=300), event=st.text(max_size=200))
    def test_any_text_gives_a_bounded_printable_scope(self, name, version, event):
        tree = Tree()
        scope = tree.scopes[tree.script(tree.top, name, f"/app/node_modules/{name}", version, event or "x")]
        for value in (
            scope.package.purl,
            scope.package.name,
            scope.package.version,
            scope.phase,
            scope.basis,
        ):
            assert len(value) <= 1600
            assert value.isascii()
            assert value.isprintable()

    def test_a_look_alike_letter_is_shown(self):
        tree = Tree()
        script = tree.script(tree.top, "e\u0455build", "/app/node_modules/e\u0455build")
        assert tree.scopes[script].package.name == "e\\u0455build"

    def test_a_name_cannot_become_one_of_the_two_that_are_no_packages(self):
        tree = Tree()
        for name in ("toolchain", "unattributed"):
            package = tree.scopes[tree.script(tree.top, name, f"/app/node_modules/{name}")].package
            assert package not in (TOOLCHAIN, UNATTRIBUTED)
            assert package.purl == f"pkg:npm/{name}@1.0.0"

    def test_a_lockfile_of_any_bytes_does_no_harm(self):
        tree, script = evil_tree()
        for raw in (
            b"",
            b"[]",
            b"\xff",
            b"[" * 100_000,
            b'{"packages": 3}',
            b'{"packages": {"": {"workspaces": 1}}}',
        ):
            tree.attributor.use_lockfile(raw)
            assert tree.final(script).purl == "pkg:npm/evil@1.0.2"


def test_memory_is_bounded_and_managers_are_not_forgotten():
    tree, script = evil_tree()
    last = script
    for _ in range(_MAX_IMAGES + 10):
        last += 1
        tree.attributor.image(Process(last, script, 2, 1, "", (), "/", (), "fork"))
    assert len(tree.attributor._nodes) <= _MAX_IMAGES
    process = replace(tree.processes[script], image=last + 1, parent=last)
    assert tree.attributor.image(process).package.purl == "pkg:npm/evil@1.0.2"
    tree.count = last + 1
    assert tree.purl(tree.script(tree.top, "later", "/app/node_modules/later")) == "pkg:npm/later@1.0.0"


def write(tree: Tree, image: int, path: str, call: str = "openat") -> Event:
    return Event(1, 1, tree.processes[image], tree.scopes[image], Action.WRITE, call, path)


@pytest.mark.parametrize(
    ("path", "call", "meddles"),
    [
        ("/app/node_modules/victim/index.js", "openat", True),
        ("/app/node_modules/@scope/victim/index.js", "rename", True),
        ("/app/node_modules/evil/build/x.node", "openat", False),
        ("/app/node_modules/evil/node_modules/inner/index.js", "openat", False),
        ("/app/node_modules/evil2/index.js", "openat", True),
        ("/app/node_modules/evil-linux-x64/bin/x", "rename", False),
        ("/app/node_modules/@any/evil-linux-x64/bin/x", "rename", False),
        ("/app/node_modules/@evil/linux-x64/bin/x", "openat", False),
        ("/app/node_modules/evil-linux/bin/x", "openat", False),
        ("/app/node_modules/evil-linuxes/bin/x", "openat", True),
        ("/app/node_modules/evil-core/index.js", "openat", True),
        ("/app/node_modules/@evil/core/index.js", "openat", True),
        ("/app/node_modules/not-evil-linux-x64/bin/x", "openat", True),
        ("/app/node_modules/.cache/evil/x", "openat", False),
        ("/app/node_modules/victim/bin", "link", False),
        ("/app/node_modules/victim/bin", "fchmodat", False),
        ("/app/src/index.js", "openat", False),
    ],
)
def test_a_script_that_writes_into_another_package_is_told_of(path: str, call: str, meddles: bool) -> None:
    tree = Tree()
    script = tree.script(tree.top, "evil", "/app/node_modules/evil")
    child = tree.run(script, "node", "x.js", exe="/usr/bin/node")
    assert tree.attributor.meddles(write(tree, child, path, call)) is meddles


@pytest.mark.parametrize(
    ("path", "call", "where"),
    [
        ("/app/.env", "openat", "project_file"),
        ("/app/config/tsconfig.base.json", "rename", "project_file"),
        ("/app/compose.override.yaml", "link", "project_file"),
        ("/app/docs", "symlinkat", "project_file"),
        ("/app/.env", "fchmodat", ""),
        ("/app/node_modules/.cache/evil/x", "openat", ""),
        ("/app/node_modules/evil/.env", "openat", ""),
        ("/app/.venv/lib/python3.12/site-packages/x.py", "openat", ""),
        ("/application/.env", "openat", ""),
        ("/home/a/scikit_learn_data/x.pkz", "linkat", "home_file"),
        ("/root/notes.txt", "openat", "home_file"),
        ("/home/a/.env", "openat", ""),
        ("/home/a/.tool/plugins/x", "openat", "foreign_folder"),
        ("/root/.config/tool.toml", "rename", "foreign_folder"),
        ("/root/.local/share/tool/x", "linkat", "foreign_folder"),
        ("/root/.config/configstore/tool.json", "openat", "foreign_folder"),
        ("/root/.config/tool/evil/x", "openat", "foreign_folder"),
        ("/root/.config/nodejs/x", "openat", "foreign_folder"),
        ("/root/.config/evil-nodejs/x", "openat", ""),
        ("/root/.config/configstore/evil.json", "openat", ""),
        ("/root/.cache/my-Evil/x", "openat", ""),
        ("/root/.evilstore/x", "openat", ""),
        ("/root/.vil/x", "openat", "foreign_folder"),
        ("/root/.local/lib/node_modules/tool/x", "openat", ""),
        ("/home/a/lib/node_modules/x/y", "openat", ""),
        ("/tmp/home/a/x", "openat", ""),
    ],
)
def test_a_script_that_leaves_something_in_the_project_or_the_home_is_told_of(
    path: str, call: str, where: str
) -> None:
    tree = Tree()
    script = tree.script(tree.top, "evil", "/app/node_modules/evil")
    child = tree.run(script, "node", "x.js", exe="/usr/bin/node")
    assert tree.attributor.leaves(write(tree, child, path, call)) == where


def trusted(tree: Tree) -> tuple[int, int, int]:
    """Start the project's own script and an npm that a package starts; return them and the first npm."""
    own = tree.script(tree.top, "app", "/app")
    script = tree.script(tree.top, "evil", "/app/node_modules/evil")
    return own, tree.top, tree.run(script, *NPM, exe="/usr/bin/node", cwd="/app")


def test_the_projects_own_scripts_workspaces_and_package_managers_may_write_into_the_project() -> None:
    tree = Tree()
    for image in trusted(tree):
        assert not tree.attributor.leaves(write(tree, image, "/app/.env"))
    part = tree.script(tree.top, "part", "/app/packages/part")
    assert not tree.attributor.leaves(write(tree, part, "/app/packages/part/.env"))
    assert not tree.attributor.leaves(write(tree, part, "/app/.env"))


def test_the_projects_own_script_and_package_managers_may_change_packages() -> None:
    tree = Tree()
    for image in trusted(tree):
        assert not tree.attributor.meddles(write(tree, image, "/app/node_modules/victim/index.js"))


SITE = "/home/dev/.venv/lib/python3.12/site-packages"
PIP = ("python", "/usr/bin/pip", "install", "./vendor/loud", "https://asked.example/x-1.0-py3-none-any.whl")
METADATA = "/tmp/pip-modern-metadata-ab/loud-1.0.dist-info/METADATA"


def pip_tree():
    return Tree(PIP, "/usr/bin/python3.12")


@pytest.mark.parametrize(
    ("folder", "flag"),
    [
        (".cache/huggingface/hub", ""),
        (".hugging", ""),
        (".hub", "foreign_folder"),
        (".tool", "foreign_folder"),
    ],
)
def test_what_is_installed_beside_a_package_may_keep_its_things_as_well(folder: str, flag: str) -> None:
    tree = pip_tree()
    made = "/app/.venv/lib/python3.12/site-packages/huggingface_hub-2.4.0.dist-info"
    tree.attributor.note(write(tree, tree.top, made, "mkdir"))
    built = "/tmp/pip-install-1/loud_0123456789abcdef0123456789abcdef"
    hook = tree.run(tree.top, "python3", HOOK, "build_wheel", exe="/usr/bin/python3.12", cwd=built)
    tree.attributor.note(write(tree, hook, made.replace("huggingface_hub", "tool"), "mkdir"))
    assert tree.attributor.leaves(write(tree, hook, f"/root/{folder}/x")) == flag


def wrote(tree, image, path, call="openat", action=Action.WRITE):
    process, scope = tree.processes[image], tree.scopes[image]
    event = Event(1, 1, process, scope, action, call, path)
    return [(one.object, done_for) for one, done_for in tree.attributor.settle(event)]


def meddles(tree, scope, path, action=Action.WRITE):
    process = tree.processes[tree.top]
    return tree.attributor.meddles(Event(1, 1, process, scope, action, "openat", path))


def asked(tree, image, host):
    process, scope = tree.processes[image], tree.scopes[image]
    return tree.attributor.asks_for(Event(1, 1, process, scope, Action.DNS, "sendto", host), host)


@pytest.mark.parametrize(
    ("folder", "owner"),
    [("wheel", "wheel"), ("pkg_resources", "setuptools"), ("_distutils_hack", "setuptools")],
)
def test_what_a_wheel_lays_beside_what_installs_is_its_packages_if_that_is_not_the_owner(folder, owner):
    for name in (owner, "loud"):
        tree = pip_tree()
        assert not wrote(tree, tree.top, f"{SITE}/{folder}/a.py")
        (_, done_for), _ = wrote(tree, tree.top, f"{SITE}/{name}-1.0.dist-info/RECORD", "rename")
        assert (done_for is None) is (name == owner)


def test_what_a_wheel_lays_into_pips_folder_is_its_packages():
    tree = pip_tree()
    path = f"{SITE}/pip/__pycache__/__init__.cpython-312.pyc"
    assert wrote(tree, tree.top, f"{SITE}/loud.py") == [(f"{SITE}/loud.py", None)]
    assert not wrote(tree, tree.top, path)
    assert len(wrote(tree, tree.top, f"{SITE}/other-2.0.dist-info/RECORD")) == 1  # a file in the wheel
    held, record = wrote(tree, tree.top, f"{SITE}/loud-1.0.dist-info/RECORD", "rename")
    assert held[0] == path
    assert (held[1].package.purl, held[1].phase) == ("pkg:pypi/loud@1.0", "unpack")
    assert record == (f"{SITE}/loud-1.0.dist-info/RECORD", None)
    assert not list(tree.attributor.rest())


@pytest.mark.parametrize(
    "name", ["a.pth", "sitecustomize.py", "usercustomize.pyc", "sitecustomize/__init__.py"]
)
def test_what_a_wheel_has_python_run_at_every_start_is_its_packages(name):
    tree = pip_tree()
    assert not wrote(tree, tree.top, f"{SITE}/{name}")
    (_, scope), _ = wrote(tree, tree.top, f"{SITE}/sitecustomize-1.0.dist-info/RECORD", "rename")
    assert (scope.package.purl, scope.phase) == ("pkg:pypi/sitecustomize@1.0", "unpack")
    assert not meddles(tree, scope, f"{SITE}/{name}")
    assert meddles(tree, scope, f"{SITE}/pip/{name}")
    for told in (f"{SITE}/{name}", f"{SITE}/pip/x.py"):
        folder, _, last = told.rpartition("/")
        usual = tree.attributor.usual(Action.WRITE, folder)
        assert usual is None or not usual.holds(last.encode())
        assert tree.attributor.wants(Action.WRITE, told) is Interest.EVERYBODY


def removed(tree, path):
    wanted = tree.attributor.wants(Action.REMOVE, path)
    usual = tree.attributor.usual(Action.REMOVE, path.rpartition("/")[0])
    assert usual.interest >= wanted
    held = not wrote(tree, tree.top, path, "unlink", Action.REMOVE)
    assert wanted is Interest.EVERYBODY or not held
    return held


@pytest.mark.parametrize(
    "path", ["other/core.py", "other/sub/x.so", "other.py", "other.cpython-312-linux.so"]
)
def test_a_file_that_pip_replaces_is_replaced_by_the_wheel_at_hand(path):
    tree = pip_tree()
    assert removed(tree, f"{SITE}/{path}")
    (_, scope), _ = wrote(tree, tree.top, f"{SITE}/loud-1.0.dist-info/RECORD", "rename")
    assert (scope.package.purl, scope.phase) == ("pkg:pypi/loud@1.0", "unpack")
    assert meddles(tree, scope, f"{SITE}/{path}", Action.REMOVE)
    assert not meddles(tree, scope, f"{SITE}/{path}")
    assert not meddles(tree, Scope(scope.package, "import"), f"{SITE}/{path}", Action.REMOVE)


def test_a_wheel_may_replace_what_is_called_after_it():
    tree = pip_tree()
    assert removed(tree, f"{SITE}/other/core.py")
    (_, scope), _ = wrote(tree, tree.top, f"{SITE}/Other-1.0.dist-info/RECORD", "rename")
    assert scope is None


@pytest.mark.parametrize(
    "path", ["~ther/core.py", "other/__pycache__/core.cpython-312.pyc", "../../share/other/x.py", ".x"]
)
def test_what_pip_removes_besides_is_no_wheels(path):
    assert not removed(pip_tree(), f"{SITE}/{path}")


@pytest.mark.parametrize("option", ["-I", "--ignore-installed"])
def test_pip_may_be_told_to_lay_packages_over_what_is_there(option):
    assert not removed(Tree((*PIP, option), "/usr/bin/python3.12"), f"{SITE}/other/core.py")


@pytest.mark.parametrize(("name", "is_owner"), [("ipykernel", True), ("loud", False)])
def test_what_a_wheel_lays_in_place_of_the_notebooks_kernel_is_its_packages(name, is_owner):
    tree = pip_tree()
    path = "/app/.venv/share/jupyter/kernels/python3/kernel.json"
    assert not wrote(tree, tree.top, path)
    (_, scope), _ = wrote(tree, tree.top, f"{SITE}/{name}-1.0.dist-info/RECORD", "rename")
    assert (scope is None) is is_owner
    assert is_owner or meddles(tree, scope, path)
    assert tree.attributor.wants(Action.WRITE, path) is Interest.EVERYBODY
    assert tree.attributor.usual(Action.WRITE, path.rpartition("/")[0]) is None


@pytest.mark.parametrize("folder", ["pip", "setuptools"])
def test_what_a_package_lays_into_its_own_folder_stays_the_toolchains(folder):
    tree = pip_tree()
    assert not wrote(tree, tree.top, f"{SITE}/{folder}/__init__.py")
    record = f"{SITE}/{folder}-80.1.dist-info/RECORD"
    assert wrote(tree, tree.top, record, "rename") == [(f"{SITE}/{folder}/__init__.py", None), (record, None)]


def test_what_still_waits_at_the_end_is_not_lost():
    tree = pip_tree()
    assert not wrote(tree, tree.top, f"{SITE}/pip/__init__.py")
    assert [(one.object, scope) for one, scope in tree.attributor.rest()] == [
        (f"{SITE}/pip/__init__.py", None)
    ]


def test_only_pip_waits_and_only_so_much(monkeypatch):
    monkeypatch.setattr("fpbox.attribute.behalf._MAX_HELD", 2)
    tree = pip_tree()
    paths = [f"{SITE}/pip/{n}.py" for n in range(4)]
    assert [len(wrote(tree, tree.top, path)) for path in paths] == [0, 0, 1, 1]
    hook = tree.run(
        tree.top,
        "python",
        HOOK,
        "build_wheel",
        exe="/usr/bin/python3.12",
    )
    assert tree.scopes[hook].package != TOOLCHAIN
    assert len(wrote(tree, hook, f"{SITE}/pip/a.py")) == 1
    assert len(wrote(tree, tree.run(tree.top, "git", exe="/usr/bin/git"), f"{SITE}/pip/a.py")) == 1


@pytest.mark.parametrize("helper", [False, True])
def test_pip_goes_to_a_host_for_the_package_whose_metadata_it_read_last(helper):
    tree = pip_tree()
    image = tree.run(tree.top, "git", "clone", exe="/usr/bin/git") if helper else tree.top
    assert asked(tree, image, "evil.example") is None
    tree.touch(tree.top, f"{SITE}/pip-26.0.dist-info/METADATA")  # what is installed asks for nothing
    assert asked(tree, image, "evil.example") is None
    tree.touch(tree.top, METADATA)
    scope = asked(tree, image, "evil.example")
    assert (scope.package.purl, scope.phase, scope.confidence) == ("pkg:pypi/loud@1.0", "requires", 0.8)
    assert asked(tree, image, "asked.example") is None  # the user asked for it
    tree.touch(tree.top, "/tmp/pip-unpack-1/calm-3.1-py3-none-any.whl")
    assert asked(tree, image, "evil.example").package.purl == "pkg:pypi/calm@3.1"


def test_what_no_package_manager_asks_for_is_nobodys():
    tree = Tree(("make",), "/usr/bin/make")
    tree.touch(tree.top, METADATA)
    assert asked(tree, tree.top, "evil.example") is None


@pytest.mark.parametrize(
    ("folder", "purl"),
    [
        ("/tmp/pip-install-1/loud_0123456789abcdef0123456789abcdef", "pkg:pypi/loud"),
        ("/tmp/pip-req-build-1", "pkg:pypi/pip-req-build-1"),
        ("/app/dep", "pkg:pypi/dep"),
    ],
)
def test_pip_goes_to_a_host_for_the_package_that_needs_something_from_there_to_be_built(folder, purl):
    tree = pip_tree()
    tree.touch(tree.top, f"{folder}/pyproject.toml")
    words = ("pip", "install", "--prefix", "/tmp/pip-build-env-1/overlay", "--", "x @ https://evil.example/x")
    inner = tree.run(tree.top, "python3", *words, exe="/usr/bin/python3.12")
    assert tree.scopes[inner].package == TOOLCHAIN
    scope = asked(tree, inner, "evil.example")
    assert (scope.package.purl, scope.phase) == (purl, "requires")
    hook = tree.run(tree.top, "python3", HOOK, "build_wheel", exe="/usr/bin/python3.12", cwd=folder)
    assert tree.scopes[hook].package == scope.package


def test_a_package_without_a_name_yet_has_no_folder_of_its_own() -> None:
    tree = pip_tree()
    argv = ("python3", HOOK, "build_wheel")
    hook = tree.run(tree.top, *argv, exe="/usr/bin/python3.12", cwd="/tmp/pip-req-build-x1")
    assert tree.attributor.leaves(write(tree, hook, "/root/.buildkit/x")) == "foreign_folder"


@pytest.mark.parametrize("raw", [b"/app/node_modules/.package-lock.json", b"node_modules/.package-lock.json"])
def test_what_npm_writes_through_a_packages_link_is_that_packages_doing(raw):
    tree = Tree()
    script = tree.script(tree.top, "loud", "/app/node_modules/loud", event="preinstall")
    link = "/app/node_modules/.package-lock.json"
    process = tree.processes[script]
    tree.attributor.note(Event(1, 1, process, tree.scopes[script], Action.WRITE, "symlink", link))

    def settled(image, given):
        process, scope = tree.processes[image], tree.scopes[image]
        event = Event(1, 1, process, scope, Action.WRITE, "openat", "/home/u/.bash_aliases", given)
        ((one, done_for),) = tree.attributor.settle(event)
        assert one is event
        return done_for

    scope = settled(tree.top, raw)
    assert (scope.package.purl, scope.phase, scope.confidence) == ("pkg:npm/loud@1.0.0", "preinstall", 0.8)
    assert settled(tree.top, b"/home/u/../u/.bash_aliases") is None
    assert settled(tree.top, b"") is None
    assert settled(tree.run(tree.top, "git", exe="/usr/bin/git"), raw) is None


def test_a_wheel_s_program_by_the_name_of_a_command_is_its_packages_if_that_is_not_its_own_name():
    for name in ("loud", "AWS.cli"):
        tree = pip_tree()
        assert not wrote(tree, tree.top, "/home/u/.venv/bin/aws")
        assert len(wrote(tree, tree.top, "/home/u/.venv/bin/loud")) == 1
        (held, done_for), _ = wrote(tree, tree.top, f"{SITE}/{name}-1.0.dist-info/RECORD", "rename")
        assert held == "/home/u/.venv/bin/aws"
        assert (done_for and done_for.phase) == ("unpack" if name == "loud" else None)


@pytest.mark.parametrize("name", ["loud", "git-tools"])
def test_an_npm_package_s_program_by_the_name_of_a_command_is_its_own_by_the_lockfile(name):
    tree = Tree()
    ((path, scope),) = wrote(tree, tree.top, "/app/node_modules/.bin/git", "symlink")
    assert (path, scope.phase) == ("/app/node_modules/.bin/git", "unpack")
    assert tree.attributor.final(scope.package) == TOOLCHAIN
    entries = {
        "": {"dependencies": {name: "1"}},
        f"node_modules/{name}": {"version": "1.0.0", "bin": {"git": "x.js"}},
    }
    tree.attributor.use_lockfile(json.dumps({"packages": entries}).encode())
    final = tree.attributor.final(scope.package)
    assert final.purl == ("pkg:npm/loud@1.0.0" if name == "loud" else "toolchain")
    ((_, other),) = wrote(tree, tree.top, "/app/node_modules/.bin/loud", "symlink")
    assert other is None


@pytest.mark.parametrize("helper", [False, True])
def test_npm_goes_to_a_host_for_the_package_that_asks_for_it_in_the_lockfile(helper):
    entries = {"": {"dependencies": {"a": "^1"}}} | {
        f"node_modules/{name}": {"version": "1.2.0", "dependencies": {"x": spec}}
        for name, spec in (("a", "^1"), ("@s/b", "https://evil.example/x.tgz"))
    }
    entries["node_modules/a"]["dependencies"]["@s/b"] = "*"
    tree = Tree()
    image = tree.run(tree.top, "git", "https://evil.example/x", exe="/usr/bin/git") if helper else tree.top
    scope = asked(tree, image, "evil.example")
    other = asked(tree, image, "other.example")
    assert scope.package != other.package
    assert {tree.attributor.final(one.package) for one in (scope, other)} == {UNATTRIBUTED}
    tree.attributor.use_manifest(b'{"dependencies": {"x": "http://other.example/x"}}')
    finals = [tree.attributor.final(one.package) for one in (scope, other)]
    assert finals == [UNATTRIBUTED, TOOLCHAIN]
    tree.attributor.use_lockfile(json.dumps({"packages": entries}).encode())
    final = tree.attributor.final(scope.package)
    assert (final.purl, final.via, scope.phase) == ("pkg:npm/%40s/b@1.2.0", ("app", "a", "@s/b"), "requires")
    assert tree.attributor.final(other.package) == TOOLCHAIN
