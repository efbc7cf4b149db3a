# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest

from fpbox.trace.describe import full


@pytest.mark.parametrize(
    ("path", "base", "whole"),
    [
        (b"hostname", b"/etc", b"/etc/hostname"),
        (b"hostname", b"", b"?/hostname"),
        (b"", b"/etc", b"/etc"),
        (b"/etc/hostname", b"", b"/etc/hostname"),
        (b"/proc/self/fd/3/hostname", b"/etc", b"/etc/hostname"),
        (b"/proc/12/task/13/fd/3/ssh/../hostname", b"/etc", b"/etc/ssh/../hostname"),
        (b"//./proc/.//thread-self/cwd/./hostname", b"/etc", b"/etc/./hostname"),
        (b"/dev/fd/3/hostname", b"/etc", b"/etc/hostname"),
        (b"/dev/fd/3/hostname", b"", b"/dev/fd/3/hostname"),
        (b"/proc/self/fd/3/x", b"pipe:[7]", b"/proc/self/fd/3/x"),
        (b"/proc/self/fdinfo/3", b"/etc", b"/proc/self/fdinfo/3"),
        (b"/dev/cwd/x", b"", b"/dev/cwd/x"),
    ],
)
def test_a_path_starts_where_its_directory_or_a_link_of_proc_leads(
    path: bytes, base: bytes, whole: bytes
) -> None:
    assert full(path, base) == whole
    assert full(path, base, followed=True) == whole


@pytest.mark.parametrize(
    ("base", "opened"),
    [
        (b"/etc/hostname", b"/etc/hostname"),
        (b"pipe:[7]", b"/proc/self/fd/3"),
        (b"/memfd:x (deleted)", b"/proc/self/fd/3"),
        (b"/tmp/x (deleted)", b"/proc/self/fd/3"),
    ],
)
def test_a_descriptor_opened_once_more_is_the_file_it_stands_for(base: bytes, opened: bytes) -> None:
    assert full(b"/proc/self/fd/3", base, followed=True) == opened
    assert full(b"/proc/self/fd/3", base) == b"/proc/self/fd/3"
