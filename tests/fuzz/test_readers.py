"""A short, seeded form of `make fuzz`."""

from __future__ import annotations

import importlib.util
import random
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


def _readers() -> Any:
    spec = importlib.util.spec_from_file_location("fuzz_readers", Path(__file__).with_name("readers.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


READERS = _readers()
SEEDS = READERS.seeds()
QUICK = settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def mutated(seed: bytes, drawn: random.Random) -> bytes:
    """Change a few bytes, cut, double or swap pieces."""
    content = bytearray(seed)
    for _ in range(drawn.choice((1, 1, 2, 8))):
        at, size = drawn.randrange(len(content) + 1), drawn.choice((1, 2, 4, 16))
        match drawn.randrange(5):
            case 0:
                content[at : at + size] = drawn.randbytes(size)
            case 1:
                del content[at : at + size]
            case 2:
                content[at:at] = content[at : at + size] * drawn.choice((1, 3, 100))
            case 3:
                content[at : at + size] = drawn.choice((b"\xff", b"\0", b'"', b"\n", b",", b"9")) * size
            case _:
                content[at:] = drawn.choice(SEEDS)[at:]
    return bytes(content)


def test_sound_files_are_read() -> None:
    found = Counter(READERS.check(seed, Path.cwd()) for seed in SEEDS if seed[:2] == b"\0\0")

    assert set(found) >= {"csv", "tsv", "jsonl", "json", "parquet", "arrow", "geotiff", "images"}
    assert found["UnreadableData"] <= 2


@pytest.mark.parametrize("seed", range(8))
def test_what_was_changed_is_read_or_refused(tmp_path: Path, seed: int) -> None:
    drawn = random.Random(seed)

    found = Counter(READERS.check(mutated(drawn.choice(SEEDS), drawn), tmp_path) for _ in range(100))

    assert found["UnreadableData"] > 0
    assert list(tmp_path.iterdir()) == []


@QUICK
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(tmp_path: Path, content: bytes) -> None:
    READERS.check(content, tmp_path)


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


@QUICK
@given(
    st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=8),
    st.sampled_from(",;\t|"),
    st.sampled_from(("\n", "\r\n", "\r")),
    st.integers(0, 255),
)
def test_any_text_of_cells_is_read_or_refused(
    tmp_path: Path, rows: list[list[str]], delimiter: str, end: str, options: int
) -> None:
    text = end.join(delimiter.join(row) for row in rows)

    READERS.check(bytes([1, options]) + text.encode(), tmp_path)
