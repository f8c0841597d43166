"""One SELECT over files of Parquet, by DuckDB; every method blocks. It reads nothing else, and writes only to spill."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Final, cast

import duckdb
import msgspec
import pyarrow as pa

import brolly

__all__ = ["Execution", "Interrupted", "tables_of"]

_MAX_CHARACTERS: Final = 100_000
_CLOSED: Final[dict[str, Any]] = {
    "allow_community_extensions": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
}


def tables_of(sql: str) -> set[str]:
    """Return the names of the tables that one SELECT reads, as they are written.

    Raises:
        brolly.InvalidArgument: It is no SQL, more than one statement, or no SELECT.
    """
    if len(sql) > _MAX_CHARACTERS:
        raise brolly.InvalidArgument(f"sql: expected at most {_MAX_CHARACTERS} characters, got {len(sql)}")
    with _Errors(""), _parser().cursor() as connection:
        statements = connection.extract_statements(sql)
        if len(statements) != 1 or statements[0].type is not duckdb.StatementType.SELECT:
            got = ", ".join(one.type.name for one in statements[:5]) or "none"
            raise brolly.InvalidArgument(f"sql: expected one SELECT, got {got}")
        tree = connection.execute("SELECT json_serialize_sql(?)", [statements[0].query]).fetchall()[0][0]
    return _tables(msgspec.json.decode(tree))


class Execution:
    """A SELECT that runs, within limits, and can be interrupted from another thread."""

    def __init__(self, folder: Path, files: Mapping[str, Path], *, memory_bytes: int, disk_bytes: int) -> None:
        self._lock = Lock()
        self._limits = f"query_memory_bytes = {memory_bytes} or query_disk_bytes = {disk_bytes}"
        self._connection = duckdb.connect(
            config={
                **_CLOSED,
                "memory_limit": f"{memory_bytes}B",
                "max_temp_directory_size": f"{disk_bytes}B",
                "temp_directory": str(folder),
                "threads": "2",
            }
        )
        paths = {name: "'" + str(file).replace("'", "''") + "'" for name, file in files.items()}
        self._connection.execute(f"SET allowed_paths = [{', '.join(paths.values())}]")
        for name, path in paths.items():
            self._connection.execute(f'CREATE VIEW "{name}" AS SELECT * FROM read_parquet({path})')  # noqa: S608
        self._connection.execute("SET enable_external_access = false")
        self._connection.execute("SET lock_configuration = true")

    def batches(self, sql: str, batch_rows: int) -> Iterator[pa.Table]:
        """Return the rows in batches; at least one batch.

        Raises:
            brolly.InvalidArgument: The SQL is wrong, or reads what it may not.
            brolly.ResourceExhausted: The memory or the disk does not do.
            Interrupted: `interrupt` was called.
        """
        with self._lock, _Errors(self._limits):
            reader = self._connection.sql(sql).to_arrow_reader(batch_rows)
        none = True
        while True:
            with self._lock, _Errors(self._limits):
                batch = next(reader, None)
            if batch is None:
                break
            none = False
            yield pa.Table.from_batches([batch])
        if none:
            yield reader.schema.empty_table()

    def interrupt(self) -> None:
        """End what runs, soon."""
        self._connection.interrupt()

    def close(self) -> None:
        """Wait for what runs, and close."""
        with self._lock:
            self._connection.close()


class Interrupted(Exception):
    """`interrupt` was called."""


class _Errors:
    """Raises what an error of DuckDB means to a caller."""

    def __init__(self, limits: str) -> None:
        self._limits = limits

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        match error:
            case duckdb.InterruptException():
                raise Interrupted from error
            case duckdb.OutOfMemoryException():
                text = f"the query needs more than {self._limits} allow; ask for less, or set them in the configuration"
                raise brolly.ResourceExhausted(text) from error
            case duckdb.InternalException() | duckdb.FatalException():
                return
            case duckdb.Error() | pa.ArrowException():
                raise brolly.InvalidArgument(f"sql: {_said(error)}") from error
            case _:
                return


@cache
def _parser() -> duckdb.DuckDBPyConnection:
    """Return a database with nothing in it; to open one takes longer than most queries."""
    return duckdb.connect(config={**_CLOSED, "enable_external_access": "false", "threads": "1"})


def _said(error: BaseException) -> str:
    return " ".join(str(error).split())[:500]


def _tables(tree: Any) -> set[str]:
    """Return the names of base tables in a tree of DuckDB, but for those that it defines itself."""
    found, defined = set[str](), set[str]()
    for node in _nodes(tree):
        if node.get("type") == "BASE_TABLE" and not node.get("schema_name") and not node.get("catalog_name"):
            found.add(node["table_name"])
        if isinstance(node.get("cte_map"), dict):
            defined.update(one["key"].lower() for one in node["cte_map"]["map"])
    return {name for name in found if name.lower() not in defined}


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    rest: list[Any] = [tree]
    while rest:
        node: Any = rest.pop()
        if isinstance(node, list):
            rest.extend(cast("list[Any]", node))
        elif isinstance(node, dict):
            yield cast("dict[str, Any]", node)
            rest.extend(cast("dict[str, Any]", node).values())
