"""Profiles a table: `profile_table.py ours|"as shipped"|"no plots" TABLE.arrow`, prints seconds as JSON.

Each holds the table in the form of its own that is read before the clock starts. All but `ours` are
ydata-profiling's, and run where that is installed and the workspace is not.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from time import perf_counter
from typing import Any

import pyarrow as pa
import pyarrow.ipc

WARM_ROWS = 1000
WITHOUT_PLOTS = {
    "interactions": {"continuous": False, "targets": []},
    "missing_diagrams": {"bar": False, "matrix": False, "heatmap": False},
    "samples": {"head": 0, "tail": 0, "random": 0},
}


def main(case: str, file: str) -> None:
    with pa.memory_map(file) as source:
        table = pyarrow.ipc.open_file(source).read_all()
    own, profile = ours() if case == "ours" else ydata_profiling(WITHOUT_PLOTS if case == "no plots" else {})
    rows = own(table)
    profile(own(table.slice(0, WARM_ROWS)))
    started = perf_counter()
    columns = profile(rows)
    seconds = perf_counter() - started
    if columns != table.num_columns:
        raise RuntimeError(f"expected {table.num_columns} columns, got {columns}")
    print(json.dumps({"seconds": seconds}))


def ours() -> tuple[Callable[[pa.Table], Any], Callable[[Any], int]]:
    import asyncio

    from ml_tools.datasets.profiles import ColumnwiseProfiles

    service = ColumnwiseProfiles(None)  # no collection is asked for
    return lambda table: table, lambda table: len(asyncio.run(service.profile_table(table)).columns)


def ydata_profiling(settings: dict[str, Any]) -> tuple[Callable[[pa.Table], Any], Callable[[Any], int]]:
    import warnings

    from ydata_profiling import ProfileReport

    warnings.simplefilter("ignore")

    def profile(frame: Any) -> int:
        return len(ProfileReport(frame, progress_bar=False, **settings).get_description().variables)

    return lambda table: table.to_pandas(), profile


if __name__ == "__main__":
    main(*sys.argv[1:])
