"""GeoTIFF: pixels with their coordinates, and an overview."""

from __future__ import annotations

import io

import numpy as np
import pytest

from ml_tools.datasets_interface import UnreadableData

NEEDS = ("rasterio",)


def raster(bands: np.ndarray, **options: object) -> bytes:
    import rasterio

    count, height, width = bands.shape
    profile = {"driver": "GTiff", "count": count, "height": height, "width": width, "dtype": bands.dtype.name}
    place = {"crs": "EPSG:32618", "transform": rasterio.Affine(10.0, 0.0, 500.0, 0.0, -10.0, 900.0)}
    with rasterio.MemoryFile() as memory:
        with memory.open(**{**profile, **place, **options}) as target:
            target.write(bands)
        return memory.read()


@pytest.mark.parametrize("kind", ["uint8", "uint16", "int16", "float32", "float64"])
def test_each_pixel_is_a_row_with_the_middle_of_its_place(read, kind):
    bands = np.arange(24).reshape(2, 3, 4).astype(kind)

    parsed = read(raster(bands), "x.tif")

    assert parsed.format == "geotiff"
    assert parsed.table["x"].to_pylist() == [505.0, 515.0, 525.0, 535.0] * 3
    assert parsed.table["y"].to_pylist() == [895.0] * 4 + [885.0] * 4 + [875.0] * 4
    assert parsed.table["band_1"].to_pylist() == list(range(12))
    assert parsed.table["band_2"].to_pylist() == list(range(12, 24))
    assert parsed.raster is not None
    assert (parsed.raster.crs, parsed.raster.left, parsed.raster.bottom) == ("EPSG:32618", 500.0, 870.0)


def test_pixels_without_a_value_are_missing(read):
    bands = np.array([[[0, 1], [2, 0]]], np.uint8)

    assert read(raster(bands, nodata=0)).table["band_1"].to_pylist() == [None, 1, 2, None]


def test_large_rasters_are_thinned_and_that_is_told(read):
    parsed = read(raster(np.zeros((1, 100, 200), np.uint8)), max_pixels=300)

    assert parsed.table.num_rows <= 300
    assert parsed.notes == ("the raster has 200 x 100 pixels, of which each 9th is read",)
    assert parsed.raster is not None
    assert (parsed.raster.width, parsed.raster.height) == (200, 100)


def test_the_overview_shows_the_bands_and_leaves_out_what_has_no_value(read):
    import rasterio

    bands = np.stack([np.full((40, 60), value, np.uint8) for value in (10, 20, 30)])
    bands[0, :, :30], bands[:, :10, :10] = 200, 0

    parsed = read(raster(bands, nodata=0))

    assert parsed.raster is not None
    with rasterio.MemoryFile(io.BytesIO(parsed.raster.picture)) as memory, memory.open() as picture:
        red, _, _, clear = picture.read()
    assert (red[20, 40], red[20, 20]) == (0, 255)
    assert (clear[5, 5], clear[20, 20]) == (0, 255)


@pytest.mark.filterwarnings("ignore:Dataset has no geotransform")
def test_a_raster_without_a_place_is_read_without(read):
    parsed = read(raster(np.ones((1, 2, 2), np.uint8), crs=None, transform=None))

    assert parsed.raster is not None
    assert parsed.raster.crs == ""
    assert parsed.table["x"].to_pylist() == [0.5, 1.5, 0.5, 1.5]


def test_what_is_no_raster_is_unreadable(read):
    whole = raster(np.random.default_rng(0).integers(0, 255, (1, 50, 50)).astype(np.uint8))

    for damaged in (whole[:100], b"II*\0" + bytes(100), whole[: len(whole) // 2]):
        with pytest.raises(UnreadableData, match="expected a whole GeoTIFF"):
            read(damaged, "x.tif")
    with pytest.raises(UnreadableData, match="which begins with II or MM"):
        read(b"<VRTDataset></VRTDataset>", "x.tif")
    with pytest.raises(UnreadableData, match="bands of real numbers"):
        read(raster(np.ones((1, 2, 2), np.complex64)))
