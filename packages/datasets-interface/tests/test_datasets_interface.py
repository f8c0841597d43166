"""The package is what callers import: light, complete, and told apart from the service by nothing but a System."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ml_tools import datasets_interface

HEAVY = ["google.protobuf", "grpc", "jax", "litestar", "numpy", "pyarrow", "sqlalchemy"]


def test_importing_it_loads_nothing_heavy() -> None:
    code = f"import sys, ml_tools.datasets_interface; print(*[name for name in {HEAVY} if name in sys.modules])"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == ""


@pytest.mark.parametrize(
    "handle", [datasets_interface.collections, datasets_interface.fetchers, datasets_interface.profiles]
)
async def test_a_handle_says_what_to_do_before_a_system_runs(handle: object) -> None:
    method = next(value for name, value in vars(handle).items() if not name.startswith("_"))

    with pytest.raises(RuntimeError, match="System"):
        await method()


def test_everything_that_it_names_is_there() -> None:
    assert [name for name in datasets_interface.__all__ if not hasattr(datasets_interface, name)] == []
