# SPDX-License-Identifier: Apache-2.0
"""Whose a process of the import phase is, whatever it says."""

from __future__ import annotations

from typing import Literal

from fpbox.attribute import Attributor, Claim, Loads
from fpbox.attribute.loads import new_word
from fpbox.model import TOOLCHAIN, Process

A, B = new_word(), new_word()


class Driver:
    """A driver that has started, and what appears below it."""

    def __init__(self) -> None:
        self.attributor = Attributor()
        claims = {
            word: Claim("npm", name, "1", "import", f"/app/node_modules/{name}", "")
            for word, name in ((A, "a"), (B, "b"))
        }
        packages = {word: self.attributor.package(claim) for word, claim in claims.items()}
        self.loads = Loads(packages)
        self.attributor.expect(self.loads)
        self.last = 0
        self.driver = self.image("root", 0)

    def image(self, kind: Literal["root", "fork", "exec"], parent: int, *argv: str) -> int:
        self.last += 1
        process = Process(self.last, parent, 9, 1, "/usr/bin/node", argv or ("node",), "/app", kind=kind)
        scope = self.attributor.image(process)
        self.name, self.phase, self.confidence = scope.package.name, scope.phase, scope.confidence
        return self.last

    def start(self, word: str) -> int:
        return self.image("exec", self.image("fork", self.driver), "node", "-e", f"{word};require('x')")


def test_the_driver_is_the_toolchains_and_its_children_are_the_packages() -> None:
    driver = Driver()
    assert driver.name == TOOLCHAIN.name
    for word, name in ((A, "a"), (B, "b")):
        driver.image("fork", driver.image("fork", driver.start(word)))
        assert (driver.name, driver.phase, driver.confidence) == (name, "import", 1.0)
    assert driver.loads.begun == [A, B]


def test_the_words_in_another_process_change_nothing() -> None:
    driver = Driver()
    first = driver.start(A)
    driver.image("exec", driver.image("fork", first), "node", "-e", f"{B};0")
    assert driver.name == "a"
    driver.image("exec", first, "node", "-e", f"{B};0")
    assert driver.name == "a"
    assert driver.loads.begun == [A]


def test_a_process_that_was_put_beside_the_drivers_is_the_loaded_packages() -> None:
    """As clone with CLONE_PARENT does."""
    driver = Driver()
    driver.start(A)
    beside = driver.image("fork", driver.driver)
    assert driver.name == "a"
    driver.image("exec", beside, "sh", "-c", "true")
    assert driver.name == "a"
    driver.image("fork", driver.image("fork", driver.driver))
    assert driver.name == "a"


def test_a_word_serves_once() -> None:
    driver = Driver()
    driver.start(A)
    driver.start(B)
    driver.start(A)
    assert driver.name == "b"


def test_a_process_of_unknown_parentage_is_doubtfully_the_loaded_packages() -> None:
    driver = Driver()
    driver.start(A)
    driver.image("exec", 0, "sh")
    assert driver.name == "a"
    assert driver.confidence < 1
