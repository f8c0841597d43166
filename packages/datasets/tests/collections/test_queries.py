"""SQL over collections: what it returns, what it may not read, and what it may not take."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import brolly
from ml_tools.datasets_interface import CollectionNotFound

SLOW = "SELECT sum(a.n * b.n + c.n) FROM many a, many b, many c"


async def rows_of(collections: Any, sql: str, **asked: Any) -> list[dict[str, Any]]:
    batches = [batch.table async for batch in collections.query_collections(sql, **asked)]
    return pa.concat_tables(batches).to_pylist()


@pytest.fixture
async def joined(collections):
    await collections.create_collection(pa.table({"id": [1, 2], "price": [10.5, 20.0]}), name="houses")
    await collections.update_collection(pa.table({"id": [1, 2], "price": [11.0, 21.0]}), name="houses")
    await collections.create_collection(pa.table({"id": [1, 1, 2], "room": ["a", "b", "c"]}), name="my-rooms")
    return collections


async def test_a_select_joins_collections(joined):
    sql = 'SELECT price, count(*) AS n FROM houses JOIN "my-rooms" USING (id) GROUP BY price ORDER BY price'

    assert await rows_of(joined, sql) == [{"price": 11.0, "n": 2}, {"price": 21.0, "n": 1}]
    assert await rows_of(joined, sql, versions={"houses": 1}) == [{"price": 10.5, "n": 2}, {"price": 20.0, "n": 1}]


@pytest.mark.combinations("sqlite-folder")
async def test_names_of_its_own_and_capitals_are_fine(joined):
    assert await rows_of(joined, "WITH h AS (SELECT max(id) AS id FROM Houses) SELECT * FROM h") == [{"id": 2}]
    assert await rows_of(joined, "SELECT 1 AS one -- a comment; and more") == [{"one": 1}]
    assert await rows_of(joined, "SELECT (SELECT count(*) FROM houses h2 WHERE h2.id <= h.id) AS n FROM houses h") == [
        {"n": 1},
        {"n": 2},
    ]


@pytest.mark.combinations("sqlite-folder")
async def test_no_rows_come_as_one_batch_that_has_the_columns(joined):
    batches = [batch async for batch in joined.query_collections("SELECT id, price FROM houses WHERE id > 9")]

    assert [(batch.table.num_rows, batch.table.schema.names) for batch in batches] == [(0, ["id", "price"])]


@pytest.mark.combinations("sqlite-folder")
async def test_what_is_no_select_over_collections_is_refused(joined, tmp_path: Path):
    (tmp_path / "secret.csv").write_text("a\n1\n")
    (other,) = list((tmp_path / "contents").rglob("*.parquet"))[:1]
    for sql, said in (
        ("SELEC 1", "^sql: .*syntax error"),
        ("", "^sql: expected one SELECT, got none"),
        ("SELECT 1; SELECT 2", "^sql: expected one SELECT, got SELECT, SELECT"),
        ("DROP TABLE houses", "^sql: expected one SELECT, got DROP"),
        ("INSERT INTO houses VALUES (1, 1)", "^sql: expected one SELECT, got INSERT"),
        (f"COPY (SELECT 1) TO '{tmp_path}/out'", "^sql: expected one SELECT, got COPY"),
        ("SET enable_external_access = true", "^sql: expected one SELECT, got SET"),
        ("ATTACH 'x.db'", "^sql: expected one SELECT, got ATTACH"),
        (f"SELECT * FROM read_csv('{tmp_path}/secret.csv')", "^sql: .*disabled by configuration"),
        (f"SELECT * FROM read_text('{tmp_path}/secret.csv')", "^sql: .*disabled by configuration"),
        (f"SELECT * FROM read_parquet('{other}')", "^sql: .*disabled by configuration"),
        ("SELECT * FROM glob('/*')", "^sql: .*disabled by configuration"),
        ("SELECT * FROM read_csv('https://example.org/x.csv')", "^sql: "),
        ("SELECT nothing FROM houses", "^sql: .*nothing"),
        ("SELECT * FROM houses WHERE price = 'x'", "^sql: .*Could not convert"),
        ("SELECT '" + "x" * 100_000 + "'", "^sql: expected at most 100000 characters"),
    ):
        with pytest.raises(brolly.InvalidArgument, match=said):
            await rows_of(joined, sql)
    for sql in ("SELECT * FROM house", f"SELECT * FROM '{tmp_path}/secret.csv'", "SELECT * FROM duckdb_settings"):
        with pytest.raises(CollectionNotFound):
            await rows_of(joined, sql)
    with pytest.raises(CollectionNotFound, match="no version 3"):
        await rows_of(joined, "SELECT * FROM houses", versions={"houses": 3})
    with pytest.raises(brolly.InvalidArgument, match=r"^versions: expected names that stand in sql, got 'rooms'"):
        await rows_of(joined, "SELECT * FROM houses", versions={"rooms": 3})
    assert not (tmp_path / "out").exists()


@pytest.mark.combinations("sqlite-folder")
async def test_more_rows_than_allowed_are_refused(opens):
    async with opens(query_rows=1000) as collections:
        assert len(await rows_of(collections, "SELECT * FROM range(1000)")) == 1000
        for sql, asked in (("SELECT * FROM range(1001)", {}), ("SELECT * FROM range(11)", {"max_rows": 10})):
            with pytest.raises(brolly.ResourceExhausted, match=r"at most 10+ rows.*query_rows"):
                await rows_of(collections, sql, **asked)
        with pytest.raises(brolly.InvalidArgument, match=r"^max_rows"):
            await rows_of(collections, "SELECT 1", max_rows=-1)


@pytest.fixture
async def many(opens, contents):
    async with opens(query_s=0.3, query_memory_bytes=64 * 1024**2, query_disk_bytes=0) as collections:
        table = pa.table({"n": np.random.default_rng(0).random(200_000)})
        await collections.create_collection(table, name="many")
        yield collections
        assert len(contents()) == 1


@pytest.mark.combinations("sqlite-folder")
async def test_a_query_that_takes_too_long_is_ended(many, opens):
    with pytest.raises(brolly.ResourceExhausted, match=r"more than 0\.3 s.*query_s"):
        await rows_of(many, SLOW)

    async with opens() as patient:
        assert await rows_of(patient, "SELECT count(*) AS n FROM many") == [{"n": 200_000}]


@pytest.mark.combinations("sqlite-folder")
async def test_a_query_that_needs_too_much_memory_is_ended(opens):
    async with opens(query_memory_bytes=64 * 1024**2, query_disk_bytes=0) as collections:
        sql = "SELECT list(range + 1) AS a, list(range::VARCHAR || 'some more text') AS b FROM range(20000000)"
        with pytest.raises(brolly.ResourceExhausted, match="query_memory_bytes = 67108864"):
            await rows_of(collections, sql)


@pytest.mark.combinations("sqlite-folder")
async def test_a_query_whose_caller_leaves_or_is_late_ends(opens, many):
    async with opens() as collections:
        query = asyncio.create_task(rows_of(collections, SLOW))
        await asyncio.sleep(0.2)
        query.cancel()
        with pytest.raises(asyncio.CancelledError):
            await query
        with pytest.raises(brolly.DeadlineExceeded):
            async with brolly.deadline(0.2):
                await rows_of(collections, SLOW)
