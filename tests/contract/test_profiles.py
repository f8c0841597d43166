"""Profiles behave alike over every transport: values and every error."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import brolly
from ml_tools.datasets_interface import (
    CollectionNotFound,
    Collections,
    ColumnKind,
    FindingKind,
    Level,
    NumberValues,
    Profiles,
    TextValues,
    UnknownValues,
)

TOWNS = pa.table(
    {
        "rooms": [3.0, 4.0, None, 5.0],
        "town": ["Rome", "Oslo", "Oslo", None],
        "kind": ["flat"] * 4,
        "plan": pa.array([b"\0"] * 4, pa.binary()),
        "price": [1, 2, 3, 4],
    }
)


@pytest.fixture
async def clients(connect: Any, tmp_path: Path) -> AsyncIterator[brolly.Clients]:
    folder = str(tmp_path / "datasets")
    async with connect(datasets=f"config = {{ folder = {folder!r} }}") as clients:
        yield clients


@pytest.fixture
def profiles(clients: brolly.Clients) -> Profiles:
    return clients(Profiles)


async def test_a_table_is_profiled_column_by_column(profiles: Profiles) -> None:
    profile = await profiles.profile_table(TOWNS)

    rooms, town, kind, plan, _ = profile.columns
    assert (profile.row_count, profile.sampled_rows, profile.target) == (4, 4, "price")
    assert (rooms.kind, rooms.missing_count, rooms.distinct_count) == (ColumnKind.NUMBER, 1, 3)
    assert isinstance(rooms.values, NumberValues)
    assert (rooms.values.mean, rooms.values.quantiles.median, rooms.values.are_whole) == (4.0, 4.0, True)
    assert isinstance(town.values, TextValues)
    assert town.values.levels[0] == Level(value="Oslo", share=2 / 3)
    assert plan.values == UnknownValues()
    assert [(each.left, each.right) for each in profile.correlations] == [("rooms", "price")]
    assert FindingKind.CONSTANT in {each.kind for each in profile.findings}
    assert kind.distinct_is_exact


async def test_a_collection_is_profiled_as_its_table_is(clients: brolly.Clients, profiles: Profiles) -> None:
    await clients(Collections).create_collection(TOWNS.slice(0, 2), name="towns")
    await clients(Collections).update_collection(TOWNS, name="towns")

    profile = await profiles.profile_collection("towns", target="rooms")

    assert profile == await profiles.profile_table(TOWNS, target="rooms")
    assert (await profiles.profile_collection("towns", version=1)).row_count == 2


async def test_a_table_without_rows_has_a_profile(profiles: Profiles) -> None:
    profile = await profiles.profile_table(TOWNS.slice(0, 0))

    assert [each.values for each in profile.columns] == [UnknownValues()] * 5
    assert profile.target is None


async def test_a_collection_without_rows_has_a_profile(clients: brolly.Clients, profiles: Profiles) -> None:
    await clients(Collections).create_collection(TOWNS.slice(0, 0), name="none")

    assert await profiles.profile_collection("none") == await profiles.profile_table(TOWNS.slice(0, 0))


async def test_a_collection_that_is_not_there_is_told(profiles: Profiles) -> None:
    with pytest.raises(CollectionNotFound) as raised:
        await profiles.profile_collection("towns")

    assert raised.value.name == "towns"


async def test_a_target_that_is_not_there_is_told(profiles: Profiles) -> None:
    with pytest.raises(
        brolly.InvalidArgument, match="expected a column of the table, got 'prise'; did you mean 'price'"
    ):
        await profiles.profile_table(TOWNS, target="prise")
