"""Importing `brolly` and the generated contracts is cheap, and every package is where the rules expect it."""

import subprocess
import sys
import tomllib

import pytest

LIGHT = ["brolly", "brolly.testing.v1.echo", "brolly.testing.v1.worker"]
HEAVY = ["google.protobuf", "grpc", "numpy", "pyarrow"]
MOST_MODULES = 60  # beside what every asyncio program imports: some 30 ms


def fresh(code: str) -> str:
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("module", LIGHT)
def test_import_loads_nothing_heavy(module):
    loaded = fresh(f"import sys, {module}; print(*[name for name in {HEAVY} if name in sys.modules])")

    assert loaded == ""


@pytest.mark.parametrize("module", LIGHT)
def test_import_loads_few_modules(module):
    code = f"import sys, asyncio, msgspec; old = {{*sys.modules}}; import {module}; print(*sys.modules.keys() - old)"

    loaded = fresh(code).split()

    assert module in loaded
    assert len(loaded) <= MOST_MODULES, sorted(loaded)


def test_namespace_has_no_init(root):
    assert not list(root.glob("packages/*/src/ml_tools/__init__.py"))


def test_import_linter_sees_every_package(root):
    linted = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["importlinter"]["root_packages"]
    sources = [path for path in root.glob("packages/*/src/*") if path.is_dir() and path.name != "ml_tools"]
    namespaced = [path for path in root.glob("packages/*/src/ml_tools/*") if path.is_dir()]

    names = [path.name for path in sources] + [f"ml_tools.{path.name}" for path in namespaced]
    assert sorted(names) == sorted(linted)
