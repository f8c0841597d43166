"""Measures what the design promises, for `make bench`: prints a table, and writes one JSON file a benchmark.

Every later benchmark is a module beside this one with `ROUNDS`, `LIMIT_S` (of all its rounds) and
`measure(rounds, folder)`, named in `BENCHMARKS`; one that lacks its data raises `MissingFile` and is left out.
A goal that is missed is a line in the table, not a failure: the machine may be busy.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import signal
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import files
import result

BENCHMARKS = (
    "local_call",
    "grpc_unary",
    "arrow_tables",
    "process_start",
    "compare",
    "serve_start",
    "compare_families",
    "first_fit",
    "forest_fit",
    "recipe_fit",
    "boosting_fit",
    "csv_to_parquet",
    "profile_table",
    "linear_fit",
    "svm_fit",
    "small_samples",
    "fit_memory",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("benchmarks", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}; all unless given")
    parser.add_argument("--rounds", type=int, help="instead of each benchmark's own number")
    parser.add_argument("--out", type=Path, default=Path("build/bench"), help="where the JSON files go")
    arguments = parser.parse_args()
    if unknown := set(arguments.benchmarks) - set(BENCHMARKS):
        parser.error(f"expected some of {', '.join(BENCHMARKS)}, got {', '.join(sorted(unknown))}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that servers are stopped then, too
    results: list[result.Result] = []
    for name in arguments.benchmarks or BENCHMARKS:
        results += run(name, arguments.rounds, arguments.out)
    print(f"\n{result.table(results)}")


def run(name: str, rounds: int | None, out: Path) -> list[result.Result]:
    """Run one benchmark and write what it found."""
    benchmark = importlib.import_module(name)
    count = rounds or benchmark.ROUNDS
    print(f"{name}: medians of {count} rounds ... ", end="", flush=True)
    started = perf_counter()
    with TemporaryDirectory(prefix="bench-") as folder:
        try:
            results = asyncio.run(asyncio.wait_for(benchmark.measure(count, Path(folder)), benchmark.LIMIT_S))
        except files.MissingFile as error:
            print(f"left out: {error}")
            return []
    result.write(results, out / f"{name}.json")
    print(f"{perf_counter() - started:.0f} s")
    return results


if __name__ == "__main__":
    main()
