# SPDX-License-Identifier: Apache-2.0
import random
import socket
import string
import sys

from setuptools import setup


def answers(name):
    try:
        return bool(socket.getaddrinfo(name, 443))
    except OSError:
        return False


def played():
    names = ["".join(random.choices(string.ascii_lowercase, k=24)) + ".invalid" for _ in range(3)]
    return any(answers(name) for name in names)


if "bdist_wheel" in sys.argv:
    print("mirrors:", "fixed" if played() else "nearest")

setup(
    name="sim-nonexistent-name-question",
    version="1.0.0",
    py_modules=["sim_nonexistent_name_question"],
)
