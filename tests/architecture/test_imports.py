"""Importing `brolly` and the generated contracts is cheap, and every package is where the rules expect it."""

import os
import statistics
import subprocess
import sys
import tomllib

import pytest

LIGHT = ["brolly", "brolly.testing.v1.echo", "brolly.testing.v1.worker"]
HEAVY = ["google.protobuf", "grpc", "numpy", "pyarrow"]
LIMIT_S = 0.08  # of processor time, which other programs on the machine do not change


def fresh(code: str, environment: dict[str, str] | None = None) -> str:
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("module", LIGHT)
def test_import_loads_nothing_heavy(module):
    loaded = fresh(f"import sys, {module}; print(*[name for name in {HEAVY} if name in sys.modules])")

    assert loaded == ""


@pytest.mark.parametrize("module", LIGHT)
def test_import_is_quick(module, tmp_path):
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(tmp_path)  # the first import compiles, as it does once for a user
    code = f"import time; start = time.process_time(); import {module}; print(time.process_time() - start)"

    times_s = [float(fresh(code, environment)) for _ in range(8)]

    assert statistics.median(times_s[1:]) < LIMIT_S, times_s


def test_namespace_has_no_init(root):
    assert not list(root.glob("packages/*/src/ml_tools/__init__.py"))


def test_import_linter_sees_every_package(root):
    linted = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["importlinter"]["root_packages"]
    sources = [path for path in root.glob("packages/*/src/*") if path.is_dir() and path.name != "ml_tools"]
    namespaced = [path for path in root.glob("packages/*/src/ml_tools/*") if path.is_dir()]

    names = [path.name for path in sources] + [f"ml_tools.{path.name}" for path in namespaced]
    assert sorted(names) == sorted(linted)
