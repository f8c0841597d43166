"""A short form of `make memory`: a file that is larger than the memory that a process may take."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds the memory of a process so")
@pytest.mark.parametrize("kind", ["plain", "odd"])
def test_a_file_larger_than_memory_goes_through(tmp_path: Path, kind: str) -> None:
    spec = importlib.util.spec_from_file_location("large_file", Path(__file__).with_name("large_file.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    found = module.converted(tmp_path, kind, 200_000_000 if kind == "plain" else 80_000_000, 1_000_000_000)

    assert found["peak_mib"] < 1000
