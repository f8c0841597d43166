"""A few kills of `make chaos`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.timeout(240)
@pytest.mark.parametrize("combination", ["sqlite-folder", "postgresql-s3"])
def test_processes_that_are_killed_lose_nothing_that_was_acknowledged_and_leave_nothing(combination: str) -> None:
    command = [sys.executable, str(Path(__file__).with_name("run.py")), "--kills", "4", combination]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr[-4000:]
    assert "4 kills" in done.stdout
