"""The README of brolly, done as it says: each block in order, from an empty folder, in an environment of its own.

A block behind a line that ends in a file's name is written there, or edits it when it is a diff; a console block is
typed. Two commands have stand-ins, as a test asks no package index: `pip` is uv's, which finds the wheel of this
checkout, and a new environment has what brolly requires, as it is locked, from uv's cache.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

BLOCK = re.compile(r"(?:`(?P<file>[^`\n]+)`:\n\n)?^```(?P<kind>\w*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ (?P<command>.*)\n(?P<printed>(?:(?!\$ ).*\n)*)", re.MULTILINE)


@pytest.fixture(scope="module")
def readme(root: Path) -> str:
    return (root / "packages/brolly/README.md").read_text()


@pytest.fixture
def shell(root: Path, readme: str) -> Iterator[Shell]:
    folder = Path(tempfile.mkdtemp(prefix="brolly-tutorial-"))  # short, as the paths of sockets have to be
    opened = Shell(folder, root, extras=re.findall(r'^\$ pip install .*"brolly\[(\w+)\]"', readme, re.MULTILINE))
    try:
        yield opened
    finally:
        opened.stop()
        shutil.rmtree(folder)


def test_the_readme_does_what_it_says(shell: Shell, readme: str) -> None:
    for block in BLOCK.finditer(readme):
        line = readme.count("\n", 0, block.start("body"))
        file, kind, body = block.group("file", "kind", "body")
        if kind == "console":
            for command, printed in COMMAND.findall(body):
                shell.type(command, printed, f"README.md:{line}: {command}")
        else:
            assert file, f"README.md:{line}: expected a line that ends in `FILE`: before the block"
            shell.write(file, body, is_diff=kind == "diff")

    assert shell.stop() == 130


class Shell:
    """A folder, the environment in it, and the one topology that runs."""

    def __init__(self, folder: Path, root: Path, *, extras: list[str]) -> None:
        self.folder = folder / "shop"
        self._uv, self._root, self._extras = uv_of(root), root, extras
        self._running: subprocess.Popen[bytes] | None = None
        self._log = folder / "up.log"
        tools, wheels = folder / "tools", folder / "wheels"
        for made in (self.folder, tools):
            made.mkdir()
        (tools / "pip").write_text(f'#!/bin/sh\nexec "{self._uv}" pip "$@"\n')
        (tools / "pip").chmod(0o755)
        self._uv_runs("build", "--wheel", "--out-dir", wheels, root / "packages/brolly")
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("BROLLY_", "PYTHON"))}
        self._environment = clean | {
            "PATH": f"{self.folder}/.venv/bin:{tools}:{clean['PATH']}",
            "VIRTUAL_ENV": f"{self.folder}/.venv",
            "HOME": str(folder),
            "XDG_STATE_HOME": str(folder / "state"),
            "UV_CACHE_DIR": str(folder / "cache"),
            "UV_FIND_LINKS": str(wheels),
            "UV_NO_INDEX": "1",
            "UV_OFFLINE": "1",
        }

    def write(self, file: str, text: str, *, is_diff: bool) -> None:
        """Write a file, or apply a diff to it."""
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(edited(path.read_text(), text) if is_diff else text)

    def type(self, command: str, printed: str, where: str) -> None:
        """Run a command, and compare what it prints."""
        if command == "python3 -m venv .venv":
            self._make_environment()
        elif command.startswith("brolly up "):
            self._start(command, printed.splitlines(), where)
        else:
            done = self._run(command)
            assert re.fullmatch(pattern(printed), done.stdout), f"{where}\nexpected:\n{printed}\ngot:\n{done.stdout}"
            assert printed or done.returncode == 0, where

    def stop(self) -> int | None:
        """Type Ctrl-C where the topology runs; return its exit code."""
        if self._running is None:
            return None
        os.killpg(self._running.pid, signal.SIGINT)
        try:
            return self._running.wait(10)
        finally:
            self._running.kill()
            self._running = None

    def _start(self, command: str, printed: list[str], where: str) -> None:
        assert self.stop() in (None, 130), where
        with self._log.open("wb") as log:
            self._running = subprocess.Popen(
                command.split(),
                cwd=self.folder,
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
                executable=self.folder / ".venv/bin/brolly",
            )
        end = time.monotonic() + 10
        while not all(re.search(pattern(f"{line}\n"), self._log.read_text()) for line in printed):
            assert time.monotonic() < end, f"{where}\ngot:\n{self._log.read_text()}"
            time.sleep(0.02)

    def _run(self, command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            shell=True,
            cwd=self.folder,
            env=self._environment,
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def _make_environment(self) -> None:
        extras = [f"--extra={extra}" for extra in self._extras]
        alone = ("--package", "brolly", "--no-default-groups", "--no-install-workspace")
        self._uv_runs("sync", "--frozen", *alone, *extras, UV_PROJECT_ENVIRONMENT=f"{self.folder}/.venv")

    def _uv_runs(self, *arguments: object, **environment: str) -> None:
        command = [self._uv, *map(str, arguments), "--quiet"]
        clean = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
        subprocess.run(command, cwd=self._root, env=clean | environment, check=True)


def edited(text: str, diff: str) -> str:
    """Apply the hunks of a diff, which are separated by lines that begin with @@."""
    for hunk in re.split(r"^@@.*\n", diff, flags=re.MULTILINE):
        lines = hunk.splitlines(keepends=True)
        before = "".join(line[1:] for line in lines if line[0] in " -")
        assert text.count(before) == 1, f"expected once:\n{before}\nin:\n{text}"
        text = text.replace(before, "".join(line[1:] for line in lines if line[0] in " +"))
    return text


def pattern(printed: str) -> str:
    """Return the expression for a text in which `...` stands for anything."""
    return re.escape(printed).replace(re.escape("..."), "(?s:.*?)")


def uv_of(root: Path) -> str:
    """Return the uv that the Makefile uses: the project's own, else the machine's."""
    pin = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["uv"]["required-version"].removeprefix("==")
    own = root / f".tools/uv-{pin}/bin/uv"
    found = str(own) if own.exists() else shutil.which("uv")
    assert found, "expected uv on the PATH or below .tools; run `make sync`"
    return found
