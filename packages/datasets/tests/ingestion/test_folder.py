"""The files of a folder become records, each row once, whatever the format and whatever happens meanwhile."""

from __future__ import annotations

import gzip
import io
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import brolly
from ml_tools.datasets_interface import FolderSource, ParseOptions, PushSource, SourceNotFound, SourceRefused

TABLE = pa.table({"n": [1, 2, 3], "t": ["a", None, "c"], "x": [0.5, 1.5, float("nan")]})
ROWS = [{"n": 1, "t": "a", "x": 0.5}, {"n": 2, "t": None, "x": 1.5}, {"n": 3, "t": "c", "x": None}]


def written(ending: str) -> bytes:
    """Return the table in a format."""
    frame, sink = pl.from_arrow(TABLE).with_columns(pl.col("x").fill_nan(None)), io.BytesIO()
    match ending:
        case "csv" | "tsv":
            frame.write_csv(sink, separator="," if ending == "csv" else "\t")
        case "csv.gz":
            sink.write(gzip.compress(written("csv")))
        case "jsonl":
            frame.write_ndjson(sink)
        case "jsonl.gz":
            sink.write(gzip.compress(written("jsonl")))
        case "json":
            frame.write_json(sink)
        case "parquet":
            pq.write_table(TABLE, sink)
        case "arrow":
            frame.write_ipc(sink)
    return sink.getvalue()


@pytest.fixture
def folder(tmp_path: Path, opens: Any) -> Path:
    return tmp_path / "in"


@pytest.fixture
def source(folder: Path) -> FolderSource:
    return FolderSource(path=str(folder))


@pytest.mark.parametrize("ending", ["csv", "tsv", "csv.gz", "jsonl", "jsonl.gz", "json", "parquet", "arrow"])
async def test_every_table_is_read_the_same(
    opens: Any, quick: Any, published: Any, folder: Path, source: FolderSource, ending: str
) -> None:
    (folder / f"a.{ending}").write_bytes(written(ending))
    async with opens() as (collections, ingestions):
        await ingestions.start_ingestion("files", source=source, collection="rooms", settings=quick)
        await published(ingestions, "files", 3)
        rows = (await collections.read_collection("rooms")).table.to_pylist()

    keys = {f"a.{ending}:{row['record_key'].rpartition(':')[2]}" for row in rows}
    assert keys == {f"a.{ending}:{number}" for number in (1, 2, 3)} == {row["record_key"] for row in rows}
    assert sorted(({k: row[k] for k in "ntx"} for row in rows), key=lambda row: row["n"]) == ROWS


async def test_files_are_read_once_and_again_when_they_grow(
    opens: Any, quick: Any, published: Any, folder: Path, source: FolderSource
) -> None:
    def write(name: str, *numbers: int) -> None:
        (folder / name).write_text("".join(f'{{"n": {number}}}\n' for number in numbers))

    write("a.jsonl", 1, 2)
    write("below/b.ndjson", *range(300))
    write("other.txt", 7)
    (folder / "c.csv").write_text("n,m\n1,2\n")
    async with opens() as (collections, ingestions):
        await ingestions.start_ingestion("files", source=source, collection="rooms", settings=quick)
        await published(ingestions, "files", 303)
        write("a.jsonl", 1, 2, 3)
        (folder / "c.csv").write_text("n,m\n1,2\n3,4\n")
        told = await published(ingestions, "files", 305)
        assert told.repeated == 3
    async with opens() as (collections, ingestions):
        write("d.jsonl", 4)
        told = await published(ingestions, "files", 306)
        assert told.received == 1
        keys = (await collections.read_collection("rooms")).table["record_key"].to_pylist()
        assert sorted(key for key in keys if "b" not in key) == [
            *("a.jsonl:1", "a.jsonl:2", "a.jsonl:3", "c.csv:1", "c.csv:2", "d.jsonl:1"),
        ]


async def test_rows_that_cannot_be_read_are_dead_letters_until_the_file_is_mended(
    opens: Any, quick: Any, published: Any, folder: Path, source: FolderSource
) -> None:
    (folder / "a.csv").write_text("n,m\n1,2\n3,4,5,6\n7,8\n9\n")
    async with opens() as (collections, ingestions):
        await ingestions.start_ingestion("files", source=source, collection="rooms", settings=quick)
        await published(ingestions, "files", 2, dead=2)
        letters = (await ingestions.list_dead_letters("files")).dead_letters
        assert [(one.origin, one.payload) for one in letters] == [("a.csv:2", "3,4,5,6"), ("a.csv:4", "9")]
        assert letters[0].reason.startswith("line 3: ")

        (folder / "a.csv").write_text("n,m\n1,2\n3,4\n7,8\n9,9\n")
        await published(ingestions, "files", 4)
        rows = (await collections.read_collection("rooms")).table.to_pylist()
        assert sorted((row["record_key"], row["n"]) for row in rows) == [
            ("a.csv:1", 1),
            ("a.csv:2", 3),
            ("a.csv:3", 7),
            ("a.csv:4", 9),
        ]


async def test_a_file_that_cannot_be_read_is_a_dead_letter_and_read_again_when_it_is_replayed(
    opens: Any, quick: Any, published: Any, until: Any, folder: Path, source: FolderSource
) -> None:
    (folder / "a.parquet").write_bytes(b"PAR1 and nothing else PAR1")
    (folder / "b.csv.gz").write_bytes(written("csv.gz")[:-9])
    (folder / "c.csv").write_bytes(written("csv"))
    async with opens() as (_, ingestions):
        await ingestions.start_ingestion("files", source=source, collection="rooms", settings=quick)
        await published(ingestions, "files", 3, dead=2)
        letters = (await ingestions.list_dead_letters("files")).dead_letters
        assert [one.origin for one in letters] == ["a.parquet", "b.csv.gz"]
        assert "ends too early" in letters[1].reason

        received = (await ingestions.get_ingestion("files")).received
        await ingestions.replay_dead_letters("files", origins=("a.parquet",))

        async def read_again() -> bool:
            told = await ingestions.get_ingestion("files")
            return (told.received, told.dead_letters) == (received + 1, 2)

        await until(read_again)  # and is as bad as it was
        pq.write_table(TABLE, folder / "a.parquet")
        await published(ingestions, "files", 6, dead=1)


async def test_options_say_how_files_are_read_whatever_their_names(
    opens: Any, quick: Any, published: Any, folder: Path
) -> None:
    (folder / "export.txt").write_text("n;x\n1;0,5\n")
    source = FolderSource(path=str(folder), options=ParseOptions(format="csv", delimiter=";", decimal=","))
    async with opens() as (collections, ingestions):
        await ingestions.start_ingestion("files", source=source, collection="rooms", settings=quick)
        await published(ingestions, "files", 1)
        rows = (await collections.read_collection("rooms", columns=("n", "x"))).table.to_pylist()

    assert rows == [{"n": 1, "x": 0.5}]


async def test_times_of_a_table_become_those_of_the_collection(
    opens: Any, quick: Any, published: Any, folder: Path, source: FolderSource
) -> None:
    at = datetime(2026, 1, 31, 10, 20, 30, 123456)
    pq.write_table(pa.table({"id": [1], "at": pa.array([at], pa.timestamp("ns"))}), folder / "a.parquet")
    async with opens() as (collections, ingestions):
        known = pa.table({"id": [0], "at": pa.array([at], pa.timestamp("us"))})
        await collections.create_collection(known, name="rooms")
        start = {"source": source, "collection": "rooms", "key_columns": ("id",), "settings": quick}
        await ingestions.start_ingestion("files", **start)
        await published(ingestions, "files", 1)
        table = (await collections.read_collection("rooms")).table

    assert table.schema.field("at").type == pa.timestamp("us")
    assert table["at"].to_pylist() == [at, at]


async def test_a_folder_that_may_not_be_read_and_a_format_that_is_no_table_are_refused(
    opens: Any, folder: Path, tmp_path: Path
) -> None:
    async with opens() as (_, ingestions):
        for path in (str(tmp_path), str(folder / ".."), "/etc", "in"):
            with pytest.raises(SourceRefused, match=r"fetching\.local_folders"):
                await ingestions.start_ingestion("one", source=FolderSource(path=path), collection="a")
        with pytest.raises(SourceNotFound, match="there is no file"):
            await ingestions.start_ingestion("one", source=FolderSource(path=str(folder / "x")), collection="a")
        (folder / "file").write_text("")
        with pytest.raises(brolly.InvalidArgument, match="expected a folder"):
            await ingestions.start_ingestion("one", source=FolderSource(path=str(folder / "file")), collection="a")
        images = FolderSource(path=str(folder), options=ParseOptions(format="images"))
        with pytest.raises(brolly.InvalidArgument, match=r"options\.format: expected one of csv"):
            await ingestions.start_ingestion("one", source=images, collection="a")


async def test_what_a_link_leads_to_is_not_read(
    opens: Any, quick: Any, published: Any, folder: Path, source: FolderSource, tmp_path: Path
) -> None:
    (tmp_path / "secret.jsonl").write_text(json.dumps({"n": "secret"}))
    (folder / "link.jsonl").symlink_to(tmp_path / "secret.jsonl")
    (folder / "z.jsonl").write_text(json.dumps({"n": 1}))
    async with opens() as (_, ingestions):
        await ingestions.start_ingestion("files", source=source, collection="rooms", settings=quick)
        told = await published(ingestions, "files", 1)

    assert (told.received, told.dead_letters) == (1, 0)


async def test_the_rows_of_a_pushed_file_are_written_once(opens: Any, folder: Path) -> None:
    async with opens() as (_, ingestions):
        await ingestions.start_ingestion("one", source=PushSource(), collection="rooms")
        first = await ingestions.push_file("one", content=b"n,m\n1,2\n3,4,5,6\n7,8\n", file_name="a.csv")
        again = await ingestions.push_file("one", content=b"n,m\n1,2\n3,4,5,6\n7,8\n", file_name="b.csv")
        other = await ingestions.push_file("one", content=written("parquet"))
        assert (first.written, first.repeated, first.dead_letters) == (2, 0, 1)
        assert (again.written, again.repeated, again.dead_letters) == (0, 2, 1)
        assert other.written == 3
        with pytest.raises(brolly.InvalidArgument, match=r"content: .*got an empty file"):
            await ingestions.push_file("one", content=b"", file_name="a.csv")
        with pytest.raises(brolly.InvalidArgument, match="content: expected at most 2097152 bytes"):
            await ingestions.push_file("one", content=b" " * 2_097_153)
        assert (await ingestions.stop_ingestion("one")).dead_letters == 1
