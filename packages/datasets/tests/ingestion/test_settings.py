"""What an ingestion is told is what its pipeline does, from the contract to the collection."""

from __future__ import annotations

import math
from typing import Any

import pytest

import brolly
from ml_tools.datasets.ingestion.pipeline import Limits
from ml_tools.datasets.ingestion.specification import Specification, check_settings
from ml_tools.datasets_interface import IngestionSettings, PushSource

OUT = [
    ("processors", 0),
    ("processors", 65),
    ("batchers", 17),
    ("batch_size", 10_001),
    ("batch_s", -0.1),
    ("batch_s", math.nan),
    ("max_in_flight", 0),
    ("records_per_s", 0.0),
    ("records_per_s", math.inf),
    ("attempts", 21),
    ("pause_s", 61.0),
    ("publish_records", 0),
    ("publish_s", 86_401.0),
    ("poll_s", 0.0),
]


def test_every_setting_reaches_the_pipeline() -> None:
    settings = IngestionSettings(
        processors=2,
        batchers=3,
        batch_size=4,
        batch_s=5.0,
        max_in_flight=6,
        records_per_s=7.0,
        attempts=8,
        pause_s=9.0,
        publish_records=10,
        publish_s=11.0,
        poll_s=12.0,
    )

    made = Specification(collection="rooms", settings=check_settings(settings))

    assert made.limits() == Limits(
        processors=2, batchers=3, batch_size=4, batch_s=5.0, max_in_flight=6, items_per_s=7.0
    )
    assert (made.retries().attempts, made.retries().pause_s) == (8, 9.0)
    assert (made.publish_records, made.publish_s, made.poll_s) == (10, 11.0, 12.0)
    assert Specification(collection="rooms").limits() == Limits()


@pytest.mark.parametrize(("name", "value"), OUT, ids=[f"{name}={value:g}" for name, value in OUT])
def test_a_setting_that_is_out_of_its_bounds_is_refused(name: str, value: float) -> None:
    with pytest.raises(brolly.InvalidArgument, match=rf"settings\.{name}: expected .* to .*, got {value}"):
        check_settings(IngestionSettings(**{name: value}))


async def test_rows_of_a_partition_stand_in_the_order_in_which_they_came(opens: Any, pushed: Any) -> None:
    settings = IngestionSettings(processors=8, batchers=4, batch_size=3, batch_s=0.001)
    start = {"source": PushSource(), "collection": "rooms", "partition_column": "room", "settings": settings}
    async with opens() as (collections, ingestions):
        await ingestions.start_ingestion("one", **start)
        rows = [{"room": number % 5, "n": number} for number in range(200)]
        await ingestions.push_records("one", records=pushed(*rows, keys=[str(number) for number in range(200)]))
        await ingestions.stop_ingestion("one")
        table = (await collections.read_collection("rooms")).table.to_pylist()

    for room in range(5):
        assert [row["n"] for row in table if row["room"] == room] == list(range(room, 200, 5))
