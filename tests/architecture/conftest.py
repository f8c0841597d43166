"""A copy of the checkout in which a test may break a rule and run the real make target."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest


class Copy:
    """The files that git has or would have, in a folder and a repository of their own."""

    def __init__(self, source: Path, folder: Path) -> None:
        self.folder = folder
        listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        names = subprocess.run(listing, cwd=source, check=True, capture_output=True, text=True).stdout
        for name in filter(None, names.split("\0")):
            if (source / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source / name, folder / name)
        self.git("init", "--quiet")

    def git(self, *arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=self.folder, check=True, capture_output=True)

    def make(self, *arguments: str) -> tuple[int, str]:
        """The exit status and the output, in the environment that runs this test but with the copy's code."""
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("MAKE", "MFLAGS"))}
        environment["PYTHONPATH"] = os.pathsep.join(str(path) for path in self.folder.glob("packages/*/src"))
        command = ["make", "--keep-going", f"VENV={sys.prefix}", "SYNCED=", *arguments]
        done = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr


@pytest.fixture
def copy(root: Path, tmp_path: Path) -> Copy:
    """A fresh copy of the checkout."""
    return Copy(root, tmp_path)
