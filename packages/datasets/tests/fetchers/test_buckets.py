"""Objects of buckets: signed ones from rclone, public ones and the Landsat archive from moto."""

from __future__ import annotations

import io
import os
from pathlib import Path

import numpy as np
import pytest
import rasterio
import real_parts

import brolly
from ml_tools.datasets_interface import S3Source, SourceNotFound, UnreadableData

KEY, SECRET = real_parts.KEYS
SCENES = [
    "LC08_L1TP_044034_20130330_20170310_01_T1",
    "LC08_L1TP_044034_20210508_20210518_01_T1",
    "LC08_L1GT_044034_20190101_20190130_01_T2",
]
METADATA = "".join(
    f"  REFLECTANCE_{kind}_BAND_{n} = {v}\n" for n in (4, 5) for kind, v in (("MULT", "2.0E-05"), ("ADD", -0.1))
)


def raster(bands: np.ndarray, **options: object) -> bytes:
    """Write `(bands, height, width)` as GeoTIFF, on a grid of 30 m in Virginia."""
    transform = rasterio.Affine(30.0, 0.0, 300_000.0, 0.0, -30.0, 4_100_000.0)
    count, height, width = bands.shape
    profile = {"driver": "GTiff", "count": count, "height": height, "width": width, "dtype": bands.dtype}
    with rasterio.MemoryFile() as memory:
        with memory.open(**profile, crs="EPSG:32618", transform=transform, **options) as target:
            target.write(bands)
        return memory.read()


def colours() -> np.ndarray:
    """Return three bands that differ in each pixel: `(3, 718, 791)`."""
    down, across = np.mgrid[0:718, 0:791]
    return np.stack([across % 256, down % 256, (across + down) % 256]).astype(np.uint8)


@pytest.fixture(scope="module")
def rclone(tmp_path_factory):
    """Serve a folder as buckets, with signatures enforced."""
    folder = tmp_path_factory.mktemp("buckets")
    (folder / "images").mkdir()
    shared = Path(os.environ.get("BENCH_DATA", "data")) / "landsat7_rgb.tif"
    (folder / "images" / "landsat7_rgb.tif").write_bytes(shared.read_bytes() if shared.exists() else raster(colours()))
    with real_parts.rclone(folder) as address:
        yield address


@pytest.fixture(scope="module")
def archive():
    """Serve the Landsat archive as a public bucket."""
    with real_parts.moto() as address:
        _fill(real_parts.client(address))
        yield address


def _fill(client) -> None:
    client.create_bucket(Bucket="landsat", ACL="public-read")
    plain = np.full((1, 60, 80), 10_000, np.uint16)
    for scene in SCENES:
        prefix = f"LC08/01/044/034/{scene}/{scene}"
        for number in (2, 3, 4, 5):
            band = plain * (2 if number == 5 else 1)
            band[0, :10] = 0
            client.put_object(Bucket="landsat", Key=f"{prefix}_B{number}.TIF", Body=raster(band), ACL="public-read")
        client.put_object(Bucket="landsat", Key=f"{prefix}_B8.TIF", Body=raster(np.ones((1, 90, 90), np.uint16)))
        if scene != SCENES[1]:
            client.put_object(Bucket="landsat", Key=f"{prefix}_MTL.txt", Body=METADATA)
    client.put_object(Bucket="landsat", Key="LC08/01/044/034/index.html", Body="x")


@pytest.fixture
def landsat(fetchers, archive):
    return fetchers(landsat_endpoint=archive, landsat_bucket="landsat")


async def test_a_raster_of_a_signed_bucket_has_its_bands_size_and_coordinates(fetchers, fetch, rclone):
    ours = fetchers(s3_endpoint=rclone, s3_access_key=KEY, s3_secret_key=brolly.Secret(SECRET))

    stored = await fetch(ours, S3Source(bucket="images", key="landsat7_rgb.tif"))
    parsed = await ours.parse_file(stored.id)
    content = b"".join([each.chunk async for each in ours.read_file(stored.id)])

    with rasterio.MemoryFile(content) as memory, memory.open() as expected:
        raster = parsed.raster
        assert raster is not None
        assert (raster.crs, raster.width, raster.height, raster.band_count) == ("EPSG:32618", 791, 718, 3)
        assert (raster.left, raster.bottom, raster.right, raster.top) == tuple(expected.bounds)
        assert parsed.table.column_names == ["x", "y", "band_1", "band_2", "band_3"]
        assert parsed.table.num_rows == 791 * 718
        for number in (1, 2, 3):
            read = expected.read(number, masked=True)
            ours_band = parsed.table[f"band_{number}"].to_pandas().to_numpy(dtype=float, na_value=-1)
            assert (ours_band == np.ma.filled(read.astype(float), -1).ravel()).all()
        place = parsed.table.slice(20 * 791 + 10, 1).select(["x", "y"]).to_pylist()[0]
        assert (place["x"], place["y"]) == pytest.approx(expected.xy(20, 10))
    with rasterio.MemoryFile(raster.picture) as memory, memory.open() as picture:
        assert (picture.driver, picture.count) == ("PNG", 4)
        assert max(picture.width, picture.height) <= 900


async def test_a_wrong_key_and_a_missing_object_are_told_apart(fetchers, fetch, rclone):
    wrong = fetchers(s3_endpoint=rclone, s3_access_key=KEY, s3_secret_key=brolly.Secret("no"))
    with pytest.raises((brolly.PermissionDenied, brolly.Unauthenticated)):
        await fetch(wrong, S3Source(bucket="images", key="landsat7_rgb.tif"))

    right = fetchers(s3_endpoint=rclone, s3_access_key=KEY, s3_secret_key=brolly.Secret(SECRET))
    with pytest.raises(SourceNotFound, match=r"there is no s3://images/none\.tif"):
        await fetch(right, S3Source(bucket="images", key="none.tif"))


async def test_a_public_object_needs_no_key(fetchers, fetch, archive):
    ours = fetchers(s3_endpoint=archive)
    scene = SCENES[0]

    stored = await fetch(ours, S3Source(bucket="landsat", key=f"LC08/01/044/034/{scene}/{scene}_MTL.txt"))

    assert stored.size_bytes == len(METADATA)


@pytest.mark.parametrize(
    "source",
    [
        S3Source(bucket="../x", key="a"),
        S3Source(bucket="x", key="a"),
        S3Source(bucket="abc", key=""),
        S3Source(bucket="abc", key="x" * 2000),
        S3Source(bucket="abc", key="x", region="a/b"),
    ],
)
async def test_what_can_be_no_object_is_an_invalid_argument(fetchers, fetch, source):
    with pytest.raises(brolly.InvalidArgument, match=r"^source\.(bucket|key|region): expected"):
        await fetch(fetchers(), source)


async def test_scenes_of_a_place_are_listed_the_newest_first(landsat):
    found = (await landsat.list_scenes(44, row=34)).scenes

    assert [scene.id for scene in found] == [SCENES[1], SCENES[2], SCENES[0]]
    assert [(scene.acquired_on, scene.tier) for scene in found][:2] == [("2021-05-08", "T1"), ("2019-01-01", "T2")]
    assert len((await landsat.list_scenes(44, row=34, limit=1)).scenes) == 1
    assert (await landsat.list_scenes(1, row=1)).scenes == ()


@pytest.mark.parametrize(("path", "row", "sensor"), [(0, 1, None), (234, 1, None), (1, 249, None), (1, 1, "../..")])
async def test_places_that_there_are_not_are_refused(landsat, path, row, sensor):
    with pytest.raises(brolly.InvalidArgument, match="expected"):
        await landsat.list_scenes(path, row=row, sensor=sensor)


async def test_bands_of_a_scene_are_pixels_with_ndvi(landsat):
    data = await landsat.landsat_data(SCENES[0])

    assert data.table.column_names == ["x", "y", "band_4", "band_3", "band_2", "band_5", "ndvi"]
    assert data.table.num_rows == 60 * 80
    assert data.table["band_4"].null_count == data.table["ndvi"].null_count == 800
    red, near = 10_000 * 2e-5 - 0.1, 20_000 * 2e-5 - 0.1
    assert data.table["ndvi"][800].as_py() == pytest.approx((near - red) / (near + red))
    assert data.table.slice(0, 1).select(["x", "y"]).to_pylist() == [{"x": 300_015.0, "y": 4_099_985.0}]
    assert data.raster.picture.startswith(b"\x89PNG")
    assert data.notes == ()


async def test_without_metadata_ndvi_is_of_plain_numbers_and_fewer_pixels_are_told(landsat):
    data = await landsat.landsat_data(SCENES[1], bands=(5, 4), max_pixels=1200)

    assert data.table.num_rows == 30 * 40
    assert data.table["ndvi"][-1].as_py() == pytest.approx(1 / 3)
    assert [note.partition(",")[0].partition(":")[0] for note in data.notes] == [
        "the scene has 80 x 60 pixels",
        "ndvi is of the numbers in the files",
    ]


async def test_scenes_and_bands_that_there_are_not_are_refused(landsat):
    with pytest.raises(brolly.InvalidArgument, match="scene: expected a product identifier"):
        await landsat.landsat_data("../x")
    with pytest.raises(brolly.InvalidArgument, match="bands: expected numbers from 1 to 11, got 12"):
        await landsat.landsat_data(SCENES[0], bands=(12,))
    with pytest.raises(SourceNotFound, match=r"_B7\.TIF"):
        await landsat.landsat_data(SCENES[0], bands=(7,))
    with pytest.raises(UnreadableData, match="bands of one size"):
        await landsat.landsat_data(SCENES[0], bands=(8, 4))


def test_the_raster_that_is_made_is_of_the_size_of_the_real_one():
    with rasterio.MemoryFile(io.BytesIO(raster(colours()))) as memory, memory.open() as made:
        assert (made.width, made.height, made.count) == (791, 718, 3)
