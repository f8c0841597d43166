"""CSV to Parquet, against polars writing the same table; each has a process of its own, whose peak memory is told."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import files
import numpy as np
import pyarrow as pa
import pyarrow.csv
import rounds
from result import Result, compared

__all__ = ["LIMIT_S", "ROUNDS", "measure", "write_csv"]

ROUNDS = 3
LIMIT_S = 1800.0
_SIZE_BYTES = 1_000_000_000
_BATCH_ROWS = 500_000
_TOWNS = np.array(["Rome", "Oslo", "Paris", "New York", "Sao Paulo"])
_DAYS = np.array(["2001-02-03", "1999-12-31", "2020-02-29"])
_OURS = """
from pathlib import Path
from ml_tools.datasets.formats import Bounds, ParquetSink, read
source, target = map(Path, sys.argv[1:])
with source.open("rb") as file, ParquetSink(target) as sink:
    read(file, source.name, sink, Bounds(folder=target.parent, max_bytes=2**40))
"""
_POLARS = """
import polars as pl
pl.scan_csv(sys.argv[1], try_parse_dates=True).sink_parquet(sys.argv[2], compression="zstd", compression_level=1)
"""
_MEASURED = """
import json, sys, time
from peak import peak_bytes
started = time.perf_counter()
{code}
seconds = time.perf_counter() - started
print(json.dumps([seconds, peak_bytes() / 2**20]))
"""


async def measure(count: int, folder: Path) -> list[Result]:
    if find_spec("polars") is None:
        raise files.MissingFile("polars is not installed; run `make sync`")
    source = folder / "houses.csv"
    write_csv(source, _SIZE_BYTES)
    peaks: dict[str, list[float]] = {}

    async def run(name: str, code: str) -> float:
        seconds, peak = await _converted(code, source, folder / f"{name}.parquet")
        peaks.setdefault(name, []).append(peak)
        return seconds

    contenders = {"ours": partial(run, "ours", _OURS), "polars": partial(run, "polars", _POLARS)}
    seconds = await rounds.medians(contenders, count)
    _check_equal(folder / "ours.parquet", folder / "polars.parquet")
    peak = {name: float(np.median(found)) for name, found in peaks.items()}
    return [
        compared(
            "CSV of 1 GB to Parquet: time", seconds["ours"], seconds["polars"], peer_name="polars", unit="s", goal=1.5
        ),
        compared("CSV of 1 GB to Parquet: peak memory", peak["ours"], peak["polars"], peer_name="polars", unit="MiB"),
    ]


def write_csv(file: Path, size_bytes: int) -> None:
    """Write houses until the file has so many bytes."""
    drawn = np.random.default_rng(0)
    with file.open("wb") as sink:
        while sink.tell() < size_bytes:
            options = pyarrow.csv.WriteOptions(include_header=sink.tell() == 0, quoting_style="none")
            pyarrow.csv.write_csv(_houses(drawn, sink.tell()), sink, options)


def _houses(drawn: np.random.Generator, begin: int) -> pa.Table:
    size = _BATCH_ROWS
    return pa.table(
        {
            "id": np.arange(begin, begin + size),
            "latitude": drawn.normal(size=size),
            "rooms": drawn.integers(1, 12, size),
            "income": drawn.normal(50_000, 20_000, size).round(2),
            "town": _TOWNS[drawn.integers(0, len(_TOWNS), size)],
            "sold": _DAYS[drawn.integers(0, len(_DAYS), size)],
            "price": drawn.normal(size=size) * 1e5,
        }
    )


async def _converted(code: str, source: Path, target: Path) -> tuple[float, float]:
    """Run code in a process of its own, and return its seconds and its peak memory in MiB."""
    arguments = (sys.executable, "-c", _MEASURED.format(code=code), str(source), str(target))
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent / "peers")}
    process = await asyncio.create_subprocess_exec(*arguments, env=environment, stdout=asyncio.subprocess.PIPE)
    output, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"expected a conversion, got exit code {process.returncode}")
    seconds, peak = json.loads(output)
    return float(seconds), float(peak)


def _check_equal(ours: Path, theirs: Path) -> None:
    """Raise when one of them cheated."""
    import polars as pl

    aggregates = (pl.len(), pl.col("price").sum(), pl.col("id").sum(), pl.col("town").n_unique(), pl.col("sold").max())
    found, expected = (pl.scan_parquet(file).select(*aggregates).collect().row(0) for file in (ours, theirs))
    if found[0] != expected[0] or found[2:] != expected[2:] or abs(found[1] - expected[1]) > 1:
        raise RuntimeError(f"expected {expected}, got {found}")
