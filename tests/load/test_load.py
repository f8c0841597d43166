"""Two seconds of `make load`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_many_clients_at_once_get_no_error_but_that_a_limit_is_full() -> None:
    command = [sys.executable, str(Path(__file__).with_name("run.py")), "--seconds", "2", "sqlite-folder"]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr[-4000:]
    assert "p99" in done.stdout
