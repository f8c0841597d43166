"""Fetchers behave alike over every transport: values and every domain error."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import io
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import brolly
from ml_tools.datasets_interface import (
    CollectionExists,
    Collections,
    Column,
    ColumnKind,
    ColumnType,
    Fetchers,
    HttpSource,
    KaggleSource,
    LocalSource,
    ParseBytesItem,
    ParseOptions,
    RejectedRow,
    S3Source,
    SampleNotFound,
    SourceFailed,
    SourceNotFound,
    SourceRefused,
    SqlSource,
    StoredFile,
    StoredFileNotFound,
    StoreFileItem,
    TermsNotAccepted,
    TypedColumn,
    UnreadableData,
)

CSV = b"rooms,town\n" + b"3,Rome\n" * 10 + b"4\n" + b"NA,Oslo\n" * 10 + b"many,Oslo\n"
CUT_SHORT = gzip.compress(CSV, mtime=0)[:-4]  # no time in it: it names a test, and names are the same in every run
MAX = 3_000_000


@pytest.fixture
async def fetchers(connect: Any, tmp_path: Path) -> AsyncIterator[Fetchers]:
    folder = str(tmp_path / "datasets")
    async with connect(datasets=f"config = {{ folder = {folder!r}, max_file_bytes = {MAX} }}") as clients:
        yield clients(Fetchers)


async def items(content: bytes, name: str | None = None, size: int = 2**20) -> AsyncGenerator[ParseBytesItem, None]:
    for at in range(0, len(content), size):
        yield ParseBytesItem(chunk=content[at : at + size], file_name=name if at == 0 else None)


async def test_a_file_is_parsed_and_what_was_done_is_told(fetchers: Fetchers) -> None:
    parsed = await fetchers.parse_bytes(items(CSV, "towns.csv", size=20))

    assert (parsed.format, parsed.table.num_rows, parsed.rejected_count) == ("csv", 21, 1)
    assert parsed.columns == (
        Column(name="rooms", kind=ColumnKind.NUMBER, missing_count=11),
        Column(name="town", kind=ColumnKind.TEXT, missing_count=0),
    )
    assert parsed.table["rooms"].to_pylist() == [3] * 10 + [None] * 11
    assert parsed.rejected_rows == (RejectedRow(line=12, reason="expected 2 cells, got 1", text="4"),)
    assert parsed.notes == ("column 'rooms': 1 of 11 values set to missing, no numbers, such as 'many'",)


async def test_each_format_is_known_compressed_or_not(fetchers: Fetchers) -> None:
    table = pa.table({"a": [1, 2], "b": ["x", "y"]})
    pq.write_table(table, parquet := io.BytesIO())
    contents = {
        "csv": b"a,b\n1,x\n2,y\n",
        "tsv": b"a\tb\n1\tx\n2\ty\n",
        "jsonl": b'{"a": 1, "b": "x"}\n{"a": 2, "b": "y"}\n',
        "parquet": parquet.getvalue(),
    }

    for name, content in contents.items():
        for packed in (content, gzip.compress(content)):
            parsed = await fetchers.parse_bytes(items(packed))
            assert parsed.format == name
            assert parsed.table.equals(table)


@pytest.mark.parametrize(
    ("content", "name", "expected", "said"),
    [
        (b"", None, ("csv", None, None), "an empty file"),
        (b"a,b\n", "x.csv", ("csv", 1, None), "rows after the header, got none"),
        (b"a,a\n1,2\n", "x.csv", ("csv", 1, None), "more than one 'a'"),
        (b"a,b\n1,\xff\n", "x.csv", ("csv", 2, 6), "UTF-8, got 0xff at byte 6 in line 2"),
        (b"a,b\n1\n2\n", "x.csv", ("csv", 2, None), "one row in ten"),
        (bytes(range(256)), "x.csv", ("csv", 1, 0), "binary data"),
        (bytes(range(256)), "x.parquet", ("parquet", None, 0), "PAR1"),
        (b"PAR1 and no more", None, ("parquet", None, None), "whole Parquet file"),
        (b'{"a": 1\n', "x.jsonl", ("jsonl", 1, None), "expected JSON"),
        (CUT_SHORT, "x.tsv.gz", ("tsv", None, len(CUT_SHORT)), "ends too early"),
    ],
)
async def test_what_is_no_table_is_unreadable(
    fetchers: Fetchers, content: bytes, name: str | None, expected: tuple[Any, ...], said: str
) -> None:
    with pytest.raises(UnreadableData, match=said) as caught:
        await fetchers.parse_bytes(items(content, name))

    assert (caught.value.format, caught.value.line, caught.value.byte) == expected


async def test_more_than_the_bound_is_refused_however_it_is_packed(fetchers: Fetchers) -> None:
    large = b"a\n" + b"1\n" * (MAX // 2)

    for content in (large, gzip.compress(large)):
        with pytest.raises(brolly.ResourceExhausted, match="max_file_bytes"):
            await fetchers.parse_bytes(items(content))
    with pytest.raises(brolly.InvalidArgument, match="chunk: expected at most 1048576 bytes"):
        await fetchers.parse_bytes(items(large, size=2**20 + 1))


async def test_a_sample_is_loaded_by_its_name(fetchers: Fetchers) -> None:
    names = (await fetchers.list_samples()).names
    sample = await fetchers.load_sample("breast-cancer")

    assert names == ("breast-cancer", "diabetes", "digits", "wine")
    assert (sample.table.shape, sample.target) == ((569, 31), "diagnosis")
    assert sample.table["mean_radius"][0].as_py() == 17.99
    assert sample.table["diagnosis"][0].as_py() == "malignant"
    assert sample.description.startswith("Nuclei of cells")


async def test_a_sample_that_is_not_there_is_not_found(fetchers: Fetchers) -> None:
    with pytest.raises(SampleNotFound, match="no sample 'iris'") as caught:
        await fetchers.load_sample("iris")

    assert (caught.value.name, caught.value.known) == ("iris", ("breast-cancer", "diabetes", "digits", "wine"))


ANSWERS = {
    "/x.csv": (200, CSV),
    "/busy.csv": (503, b""),
    "/api/competitions/data/download/zillow-prize-1/train_2016_v2.csv": (200, b"parcelid,logerror\n7,0.5\n8,0.25\n"),
    "/api/competitions/data/download/zillow-prize-1/properties_2016.csv": (200, b"parcelid,rooms\n8,3\n7,4\n9,5\n"),
    "/api/competitions/data/download/titanic/x.csv": (403, b""),
}


@pytest.fixture
async def url() -> AsyncIterator[str]:
    """A web server of this machine."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            status, content = ANSWERS.get(head.split(b" ")[1].decode().partition("?")[0], (404, b""))
            writer.write(b"HTTP/1.1 %d X\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % (status, len(content)))
            writer.write(content)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()


@pytest.fixture
async def clients(
    connect: Any, tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[brolly.Clients]:
    """Of a service that may reach this machine, and one of its folders."""
    monkeypatch.setenv("TEST_KAGGLE_KEY", "0123")
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "x.csv").write_bytes(CSV)
    fetching = (
        f'allowed_networks = ["127.0.0.0/8"], local_folders = ["{tmp_path / "shared"}"], attempts = 1, '
        f'kaggle_endpoint = "{url}/api", kaggle_username = "u", kaggle_key = {{ env = "TEST_KAGGLE_KEY" }}, '
        f'landsat_endpoint = "{url}"'
    )
    folder = str(tmp_path / "datasets")
    config = f"config = {{ folder = {folder!r}, fetching = {{ {fetching} }} }}"
    async with connect(datasets=config) as clients:
        yield clients


@pytest.fixture
def allowed(clients: brolly.Clients) -> Fetchers:
    return clients(Fetchers)


async def fetched(fetchers: Fetchers, source: Any, **wanted: Any) -> StoredFile:
    progress = [each async for each in fetchers.fetch_file(source=source, **wanted)]
    assert all(each.file is None for each in progress[:-1])
    assert progress[-1].file is not None
    assert progress[-1].received_bytes == progress[-1].total_bytes == progress[-1].file.size_bytes
    return progress[-1].file


async def test_a_file_is_read_as_its_options_say(fetchers: Fetchers) -> None:
    async def stream() -> AsyncGenerator[ParseBytesItem, None]:
        options = ParseOptions(
            delimiter="|", types=(TypedColumn(name="n", type=ColumnType.INTEGER),), max_rejected_share=0.5
        )
        yield ParseBytesItem(chunk=b"n|t\n1|x\n", file_name="x.csv", options=options)
        yield ParseBytesItem(chunk=b"q|y\n2|z\n")

    parsed = await fetchers.parse_bytes(stream())

    assert parsed.types == ("int64", "string")
    assert parsed.table.to_pydict() == {"n": [1, 2], "t": ["x", "z"]}
    reason = "expected a whole number in column 'n', got 'q'"
    assert parsed.rejected_rows == (RejectedRow(line=3, reason=reason, text="q|y"),)


async def test_a_fetched_file_is_stored_read_parsed_and_forgotten(allowed: Fetchers, url: str) -> None:
    stored = await fetched(allowed, HttpSource(url=f"{url}/x.csv?secret"), sha256=hashlib.sha256(CSV).hexdigest())

    assert (stored.name, stored.source, stored.size_bytes) == ("x.csv", f"{url}/x.csv", len(CSV))
    assert (await allowed.list_files()).files == (stored,)
    assert b"".join([each.chunk async for each in allowed.read_file(stored.id, offset=6)]) == CSV[6:]
    assert (await allowed.parse_file(stored.id)).table.num_rows == 21
    parts = [part async for part in allowed.parse_file_in_parts(stored.id, part_rows=10)]
    assert [(part.table.num_rows, part.rejected_count, len(part.rejected_rows)) for part in parts] == [
        *((10, 1, 1), (10, 1, 0), (1, 1, 0)),
    ]
    assert (await allowed.delete_file(stored.id)).size_bytes == len(CSV)
    for call in (allowed.parse_file, allowed.delete_file):
        with pytest.raises(StoredFileNotFound) as caught:
            await call(stored.id)
        assert caught.value.id == stored.id
    for stream in (allowed.read_file, allowed.parse_file_in_parts):
        with pytest.raises(StoredFileNotFound):
            await anext(stream(stored.id))


async def test_files_come_from_folders_and_from_callers(allowed: Fetchers, tmp_path: Path) -> None:
    async def stream() -> AsyncGenerator[StoreFileItem, None]:
        yield StoreFileItem(chunk=CSV[:9], file_name="x.csv")
        yield StoreFileItem(chunk=CSV[9:])

    sent = await allowed.store_file(stream())
    local = await fetched(allowed, LocalSource(path=str(tmp_path / "shared" / "x.csv")))

    assert sent.id == local.id == hashlib.sha256(CSV).hexdigest()


async def test_a_fetched_file_becomes_a_collection_and_then_its_next_version(
    clients: brolly.Clients, allowed: Fetchers, url: str
) -> None:
    stored = await fetched(allowed, HttpSource(url=f"{url}/x.csv"))
    options = ParseOptions(types=(TypedColumn(name="rooms", type=ColumnType.TEXT),))

    first = await allowed.import_file(stored.id, name="towns", description="from the web")
    second = await allowed.import_file(stored.id, name="towns", options=options, add_version=True)

    read = await clients(Collections).read_collection("towns", version=1)
    assert read.table.equals((await allowed.parse_file(stored.id)).table)
    assert first.collection == await clients(Collections).get_collection("towns", version=1)
    assert (first.collection.row_count, first.collection.description) == (21, "from the web")
    assert [(each.name, each.missing_count) for each in first.collection.columns] == [("rooms", 11), ("town", 0)]
    assert (first.rejected_count, [each.line for each in first.rejected_rows]) == (1, [12])
    assert first.notes == ("column 'rooms': 1 of 11 values set to missing, no numbers, such as 'many'",)
    assert (second.collection.version, second.collection.description, second.notes) == (2, "from the web", ())
    assert second.collection.columns[0].kind is ColumnKind.TEXT


async def test_a_file_that_cannot_become_a_collection_leaves_none(
    clients: brolly.Clients, allowed: Fetchers, url: str
) -> None:
    stored = await fetched(allowed, HttpSource(url=f"{url}/x.csv"))
    await allowed.import_file(stored.id, name="towns", add_version=True)

    with pytest.raises(CollectionExists) as exists:
        await allowed.import_file(stored.id, name="towns")
    with pytest.raises(StoredFileNotFound):
        await allowed.import_file("0" * 64, name="others")
    with pytest.raises(brolly.InvalidArgument, match="name: expected"):
        await allowed.import_file(stored.id, name="No Name")
    with pytest.raises(UnreadableData):
        await allowed.import_file(stored.id, name="others", options=ParseOptions(format="parquet"))

    assert exists.value.name == "towns"
    listed = (await clients(Collections).list_collections()).collections
    assert [(each.name, each.version) for each in listed] == [("towns", 1)]


async def test_zillow_data_is_there_by_name(allowed: Fetchers) -> None:
    data = await allowed.zillow_data()

    assert data.target == "logerror"
    assert data.table.to_pydict() == {"parcelid": [7, 8], "logerror": [0.5, 0.25], "rooms": [4, 3]}


async def test_sources_that_fail_say_how(allowed: Fetchers, url: str, tmp_path: Path) -> None:
    with pytest.raises(SourceNotFound) as missing:
        await fetched(allowed, HttpSource(url=f"{url}/none.csv"))
    assert missing.value.source == f"{url}/none.csv"
    with pytest.raises(SourceFailed) as failed:
        await fetched(allowed, HttpSource(url=f"{url}/busy.csv"))
    assert (failed.value.source, failed.value.status) == (f"{url}/busy.csv", 503)
    with pytest.raises(TermsNotAccepted) as terms:
        await fetched(allowed, KaggleSource(name="titanic", file="x.csv"))
    assert terms.value.page == "https://www.kaggle.com/c/titanic/rules"
    with pytest.raises(SourceRefused, match="absolute path below a folder"):
        await fetched(allowed, LocalSource(path=str(tmp_path / "secret.csv")))
    with pytest.raises(brolly.DataLoss, match="SHA-256"):
        await fetched(allowed, HttpSource(url=f"{url}/x.csv"), sha256="0" * 64)
    with pytest.raises(brolly.ResourceExhausted, match="at most 5 bytes"):
        await fetched(allowed, HttpSource(url=f"{url}/x.csv"), max_bytes=5)
    with pytest.raises(brolly.InvalidArgument, match="timeout: expected more than 0 s"):
        await fetched(allowed, HttpSource(url=f"{url}/x.csv"), timeout=timedelta(0))
    with pytest.raises(SourceNotFound, match="that may be listed; its server says"):
        await allowed.list_scenes(44, row=34)
    with pytest.raises(SourceNotFound, match=r"_B4\.TIF"):
        await allowed.landsat_data("LC08_L1TP_044034_20130330_20170310_01_T1")


@pytest.mark.transports("local", "grpc-unix")
async def test_nothing_inside_is_fetched_unless_it_is_allowed(fetchers: Fetchers, url: str) -> None:
    for source in (HttpSource(url=f"{url}/x.csv"), HttpSource(url="http://169.254.169.254/latest/meta-data")):
        with pytest.raises(SourceRefused, match="expected a public address"):
            await fetched(fetchers, source)


@pytest.mark.transports("local", "grpc-unix")
@pytest.mark.parametrize(
    "source",
    [
        HttpSource(url="file:///etc/passwd"),
        S3Source(bucket="..", key="x"),
        KaggleSource(name="../x", file="x"),
        SqlSource(database="nowhere", query="select 1"),
    ],
    ids=["http", "s3", "kaggle", "sql"],
)
async def test_what_is_no_source_is_an_invalid_argument(fetchers: Fetchers, source: Any) -> None:
    with pytest.raises(brolly.InvalidArgument, match="expected"):
        await fetched(fetchers, source)
