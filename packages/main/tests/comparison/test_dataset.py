"""Where rows come from, and what is told of reading them."""

import pyarrow as pa
import pytest

from ml_tools.datasets_interface import CollectionNotFound, SampleNotFound, UnreadableData
from ml_tools.main.comparison import read_collection, read_file, read_sample
from ml_tools.main.comparison.columns import summarized


async def chunks(*contents):
    for chunk in contents:
        yield chunk


async def test_a_file_is_sent_in_chunks_and_told_of(script):
    dataset = await read_file(script.services, "data/a.csv", "a.csv", chunks(b"x,y\n1,", b"2\n"))

    assert dataset.source == "data/a.csv"
    assert dataset.table.to_pylist() == [{"x": 1, "y": 2}]
    rejected, parsed = dataset.notes
    assert rejected.startswith("5 rows were put aside while reading: line 7: expected 3 cells, got 2; line 8: ")
    assert rejected.endswith("line 9: expected 3 cells, got 2; and 2 more")
    assert parsed == "column 'x': 2 texts among the numbers became missing"


async def test_a_sample_says_what_to_predict(script):
    dataset = await read_sample(script.services, "line")

    assert (dataset.source, dataset.target) == ("sample:line", "y")
    assert dataset.description == "Fifty points on a line."


async def test_a_collection_is_read_in_the_version_that_is_asked_for(script):
    assert (await read_collection(script.services, "points", None)).description == "Version 2."
    assert (await read_collection(script.services, "points", 1)).description == "Version 1."


async def test_what_is_not_there_is_refused_by_who_would_have_it(script):
    with pytest.raises(SampleNotFound):
        await read_sample(script.services, "nothing")
    with pytest.raises(CollectionNotFound):
        await read_collection(script.services, "nothing", None)
    with pytest.raises(UnreadableData):
        await read_file(script.services, "a.csv", "a.csv", chunks())


def test_columns_are_summarized_in_words():
    table = pa.table(
        {
            "n": [1.0, float("nan"), None],
            "i": [1, None, 3],
            "b": [True, None, None],
            "t": ["a", "b", None],
            "d": pa.array([1, 2, 3], pa.date32()),
            "l": [[1], [2], None],
        }
    )

    assert [(one.kind, one.missing_count) for one in summarized(table)] == [
        ("numbers", 2),
        ("numbers", 1),
        ("true or false", 2),
        ("text", 1),
        ("time", 0),
        ("list<item: int64>", 1),
    ]
