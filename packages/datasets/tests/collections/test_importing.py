"""Rows that come as a Parquet file, because they may be too many for memory."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import brolly
from ml_tools.datasets_interface import CollectionExists

ROWS = pa.table({"n": np.arange(300_000), "x": pa.array(np.arange(300_000.0), mask=np.arange(300_000) % 3 == 0)})


def write(file: Path) -> None:
    pq.write_table(ROWS, file, row_group_size=200_000)


async def test_rows_of_a_file_are_kept_as_those_of_a_table_are(collections):
    kept = await collections.import_rows(write, name="rows", description=None, add_version=False)
    table = await collections.create_collection(ROWS, name="table")

    assert (kept.columns, kept.row_count) == (table.columns, table.row_count)
    assert [column.missing_count for column in kept.columns] == [0, 100_000]
    read = [batch.table async for batch in collections.scan_collection("rows", batch_rows=1_000_000)]
    assert pa.concat_tables(read).equals(ROWS)
    assert max(piece.num_rows for piece in read) <= 2**17  # so that no reader has to hold what nobody held here


@pytest.mark.combinations("sqlite-folder")
async def test_nothing_is_left_of_rows_that_cannot_be_written(collections, contents):
    def fail(file: Path) -> None:
        file.write_bytes(b"begun")
        raise brolly.InvalidArgument("the rows are no rows")

    with pytest.raises(brolly.InvalidArgument, match="no rows"):
        await collections.import_rows(fail, name="rows", description=None, add_version=True)

    assert (await collections.list_collections()).collections == ()
    assert contents() == []


@pytest.mark.combinations("sqlite-folder")
async def test_a_name_that_is_taken_is_refused_before_rows_are_written(collections):
    def fail(file: Path) -> None:
        raise AssertionError

    await collections.create_collection(ROWS.slice(0, 1), name="rows")

    with pytest.raises(CollectionExists):
        await collections.import_rows(fail, name="rows", description=None, add_version=False)
