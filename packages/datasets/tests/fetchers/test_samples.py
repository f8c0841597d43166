"""The samples that scikit-learn ships."""

from __future__ import annotations

from pathlib import Path

import pytest

from ml_tools.datasets.fetchers import ArrowFetchers
from ml_tools.datasets_interface import SampleNotFound


@pytest.fixture
def fetchers(tmp_path: Path) -> ArrowFetchers:
    return ArrowFetchers(tmp_path, None, max_file_bytes=1)


@pytest.mark.parametrize(
    ("name", "shape", "target", "column", "first"),
    [
        ("breast-cancer", (569, 31), "diagnosis", "mean_radius", [17.99, 20.57]),
        ("diabetes", (442, 11), "progression", "body_mass_index", [32.1, 21.6]),
        ("digits", (1797, 65), "digit", "pixel_0_2", [5.0, 0.0]),
        ("wine", (178, 14), "cultivar", "alcohol", [14.23, 13.2]),
    ],
)
async def test_a_sample_has_rows_a_target_and_a_source(fetchers, name, shape, target, column, first):
    sample = await fetchers.load_sample(name)

    assert sample.table.shape == shape
    assert sample.target == target == sample.table.column_names[-1]
    assert sample.table[column].to_pylist()[:2] == first
    assert "as scikit-learn ships it" in sample.description
    assert all(column.replace("_", "").isalnum() for column in sample.table.column_names)
    assert sum(column.null_count for column in sample.table.columns) == 0


async def test_classes_have_names_and_quantities_are_numbers(fetchers):
    async def levels(name: str) -> dict[str, int]:
        sample = await fetchers.load_sample(name)
        return {one["values"]: one["counts"] for one in sample.table[sample.target].value_counts().to_pylist()}

    assert await levels("breast-cancer") == {"malignant": 212, "benign": 357}
    assert await levels("wine") == {"barolo": 59, "grignolino": 71, "barbera": 48}
    assert set(await levels("digits")) == set("0123456789")
    assert str((await fetchers.load_sample("diabetes")).table["progression"].type) == "double"


async def test_the_names_are_told(fetchers):
    assert (await fetchers.list_samples()).names == ("breast-cancer", "diabetes", "digits", "wine")


async def test_a_sample_that_is_not_there_is_not_found(fetchers):
    with pytest.raises(SampleNotFound, match="no sample 'iris'; there are breast-cancer, diabetes") as caught:
        await fetchers.load_sample("iris")

    assert (caught.value.name, caught.value.known) == ("iris", ("breast-cancer", "diabetes", "digits", "wine"))
