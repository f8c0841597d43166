"""A profile with its charts, of a dataset or of a collection that is too large to be read as a whole."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from ml_tools.datasets_interface import Profile
from ml_tools.main.comparison import Dataset, Figure
from ml_tools.main.profiling.charts import CHARTED_ROWS, drawn
from ml_tools.main.services import Services

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Profiled", "profile_collection", "profile_dataset"]


class Profiled(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Everything that is shown of a profile."""

    source: str
    """What the user called it: a path, `sample:NAME` or `collection:NAME`."""
    description: str
    """What the dataset is, where that is known."""
    notes: tuple[str, ...]
    """What was done to read it, in words."""
    profile: Profile
    is_guessed: bool
    """Whether the target is a guess of the profile."""
    figures: tuple[Figure, ...]
    """Empty unless it is illustrated."""
    charted_rows: int
    """How many rows the charts are of."""
    began_at: datetime
    seconds: float
    """How long the profile took; charts come on top."""


async def profile_dataset(
    services: Services, dataset: Dataset, target: str | None, *, illustrated: bool = True
) -> Profiled:
    """Profile rows that are at hand.

    Args:
        services: Who does the work.
        dataset: The rows.
        target: The column that is to be predicted; the dataset's own, else guessed, when None.
        illustrated: Whether to draw charts.

    Raises:
        InvalidArgument: The target is no column.
    """
    began, began_at = time.monotonic(), datetime.now(UTC)
    asked = target or dataset.target
    profile = await services.profiles.profile_table(dataset.table, target=asked)
    seconds = time.monotonic() - began
    charted = _some_rows(dataset.table)
    return Profiled(
        source=dataset.source,
        description=dataset.description,
        notes=dataset.notes,
        profile=profile,
        is_guessed=asked is None,
        figures=await drawn(services.visualization, charted, profile) if illustrated else (),
        charted_rows=charted.num_rows,
        began_at=began_at,
        seconds=seconds,
    )


async def profile_collection(
    services: Services, name: str, target: str | None, *, illustrated: bool = True
) -> Profiled:
    """Profile the newest version of a collection where it is kept; else as `profile_dataset` does.

    Raises:
        CollectionNotFound: There is none.
    """
    began, began_at = time.monotonic(), datetime.now(UTC)
    found = await services.collections.get_collection(name)
    profile = await services.profiles.profile_collection(name, version=found.version, target=target)
    seconds = time.monotonic() - began
    figures: tuple[Figure, ...] = ()
    charted_rows = min(found.row_count, CHARTED_ROWS)
    if illustrated:
        version, some = found.version, charted_rows or None
        read = await services.collections.read_collection(name, version=version, sample_rows=some)
        figures = await drawn(services.visualization, read.table, profile)
    return Profiled(
        source=f"collection:{name}",
        description=f"Version {found.version}.",
        notes=(),
        profile=profile,
        is_guessed=target is None,
        figures=figures,
        charted_rows=charted_rows,
        began_at=began_at,
        seconds=seconds,
    )


def _some_rows(table: pa.Table) -> pa.Table:
    """Return at most so many rows as charts are drawn of, evenly spread."""
    if table.num_rows <= CHARTED_ROWS:
        return table
    return table.take(np.linspace(0, table.num_rows - 1, CHARTED_ROWS).astype(np.int64))
