"""Reads a CSV of 3 GB into Parquet by a process that may take 1 GB of memory, for `make memory`.

The bound is of the address space (`RLIMIT_AS`) beyond what the process had when everything was imported, so that it
holds whatever the machine has. A short form with less of both is in the tests.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

_CODE = """
import json, resource, sys
from pathlib import Path
import pyarrow as pa, pyarrow.csv, pyarrow.parquet
from ml_tools.datasets.formats import Bounds, ParquetSink, read
pa.set_cpu_count(2); pa.set_io_thread_count(2)
source, target, limit = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
pages = int(Path("/proc/self/statm").read_text().split()[0])
most = pages * resource.getpagesize() + limit
resource.setrlimit(resource.RLIMIT_AS, (most, most))
with source.open("rb") as file, ParquetSink(target) as sink:
    reading = read(file, source.name, sink, Bounds(folder=target.parent, max_bytes=2**40))
rows = pyarrow.parquet.read_metadata(target).num_rows
status = open("/proc/self/status").read()  # getrusage would tell of the process that started this one, too
peak = int(status.partition("VmHWM:")[2].split()[0]) // 1024
print(json.dumps({"rows": rows, "rejected": reading.rejections.count, "peak_mib": peak}))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--size", type=float, default=3e9, help="of the CSV, in bytes")
    parser.add_argument("--limit", type=float, default=1e9, help="of the memory, in bytes")
    arguments = parser.parse_args()
    with TemporaryDirectory(prefix="memory-", dir="build") as folder:
        for kind in ("plain", "odd"):
            print(kind, converted(Path(folder), kind, int(arguments.size), int(arguments.limit)), flush=True)


def converted(folder: Path, kind: str, size_bytes: int, limit_bytes: int) -> dict[str, int]:
    """Write a CSV, have it read, and return how many rows that were and what it took.

    Args:
        folder: For the files.
        kind: `plain` is read once; `odd` has a row at its end that makes it be read with more care.
        size_bytes: Of the CSV.
        limit_bytes: Of the memory.
    """
    source, rows = folder / "large.csv", 0
    with source.open("wb") as file:
        file.write(b"id,x,town,sold\n")
        block = b"".join(b"%d,%.6f,town %d,2020-01-%02d\n" % (n, n / 7, n % 1000, n % 28 + 1) for n in range(10_000))
        while file.tell() < size_bytes:
            file.write(block)
            rows += 10_000
        if kind == "odd":
            file.write(b"1,2\n")
    command = [sys.executable, "-c", _CODE, str(source), str(folder / "large.parquet"), str(limit_bytes)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    source.unlink()
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    found: dict[str, int] = json.loads(done.stdout)
    expected = {"rows": rows, "rejected": int(kind == "odd")}
    if {name: found[name] for name in expected} != expected:
        raise RuntimeError(f"expected {expected}, got {found}")
    return found


if __name__ == "__main__":
    Path("build").mkdir(exist_ok=True)
    main()
