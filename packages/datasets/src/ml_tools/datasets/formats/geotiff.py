"""Reads the pixels of GeoTIFF files, each a row with the coordinates of its middle."""

from __future__ import annotations

import math
import warnings
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import IO, Any, Final

import numpy as np
import pyarrow as pa

import brolly
from ml_tools.datasets.formats.extras import extra
from ml_tools.datasets.formats.reading import Reading
from ml_tools.datasets.formats.rejections import Rejections
from ml_tools.datasets.formats.sinks import Sink
from ml_tools.datasets_interface import ParseOptions, Raster, UnreadableData

__all__ = ["band", "opened_raster", "picture", "pixels", "raster_of", "read_geotiff", "step_of"]

_MAX_PIXELS: Final = 4_000_000
_MAX_BANDS: Final = 500
_PICTURE_PIXELS: Final = 900
_MAX_SIDE: Final = 2**20
_ROWS: Final = 2**17


def read_geotiff(file: IO[bytes], sink: Sink, *, options: ParseOptions) -> Reading:
    """Read all bands: columns x and y, in units of the coordinate reference system, then band_1 and so on.

    Raises:
        UnreadableData: It is none.
        brolly.FailedPrecondition: The library that reads it is not installed.
    """
    with opened_raster(file) as source:
        step = step_of(source, options.max_pixels or _MAX_PIXELS)
        notes = [f"the raster has {source.width} x {source.height} pixels, of which each {step}th is read"] * (step > 1)
        bands = {f"band_{number}": band(source, number, step) for number in range(1, source.count + 1)}
        table = pixels(source, bands)
        raster = raster_of(source, list(bands.values())[:3] if source.count >= 3 else [next(iter(bands.values()))])
    sink.begin(table.schema)
    for batch in table.to_batches(max_chunksize=_ROWS):
        brolly.checkpoint()
        sink.write(batch)
    return Reading(format="geotiff", rejections=Rejections(), notes=notes, raster=raster)


@contextmanager
def opened_raster(file: IO[bytes]) -> Generator[Any]:
    """Open a GeoTIFF by rasterio, and by no other driver.

    Raises:
        UnreadableData: It is none, or reading it fails within the context.
    """
    rasterio = extra("rasterio", "geotiff", "reading a GeoTIFF")
    errors = extra("rasterio.errors", "geotiff", "reading a GeoTIFF")
    _let_pass_unplaced()
    file.seek(0)
    settings = {"GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR", "GDAL_PAM_ENABLED": "NO", "GDAL_CACHEMAX": 64}
    try:
        with rasterio.Env(**settings), rasterio.MemoryFile(file) as memory, memory.open(driver="GTiff") as source:
            _check(source)
            yield source
    except (errors.RasterioError, errors.RasterioIOError, ValueError, MemoryError, OverflowError) as error:
        text = f"expected a whole GeoTIFF, got one that cannot be read: {str(error)[:200]}"
        raise UnreadableData(text, format="geotiff") from error


def step_of(source: Any, max_pixels: int) -> int:
    """Return which n-th pixel of both directions to read, so that they are no more than so many."""
    return max(1, math.ceil(math.sqrt(source.width * source.height / max(1, max_pixels))))


def band(source: Any, number: int, step: int) -> np.ma.MaskedArray[Any, Any]:
    """Read a band, each n-th pixel: `(height, width)`, masked where the file says that there is no value."""
    brolly.checkpoint()
    shape = (math.ceil(source.height / step), math.ceil(source.width / step))
    return source.read(number, out_shape=shape, masked=True)


def pixels(source: Any, bands: dict[str, Any]) -> pa.Table:
    """Return one row a pixel: the coordinates of its middle, and its value in each band, null where masked."""
    height, width = (int(side) for side in next(iter(bands.values())).shape)
    across = (np.tile(np.arange(width), height) + 0.5) * (int(source.width) / width)
    down = (np.repeat(np.arange(height), width) + 0.5) * (int(source.height) / height)
    t = source.transform
    named: dict[str, Any] = {"x": t.a * across + t.b * down + t.c, "y": t.d * across + t.e * down + t.f}
    for name, values in bands.items():
        named[name] = pa.array(np.ma.getdata(values).ravel(), mask=np.ma.getmaskarray(values).ravel())
    return pa.table(named)


def raster_of(source: Any, shown: Sequence[Any]) -> Raster:
    """Return what a file says of its pixels, with a picture of one band in grey, or of three as red, green and blue."""
    left, bottom, right, top = source.bounds
    return Raster(
        crs=source.crs.to_string() if source.crs else "",
        width=source.width,
        height=source.height,
        band_count=source.count,
        left=left,
        bottom=bottom,
        right=right,
        top=top,
        picture=picture(shown),
    )


def picture(bands: Sequence[Any]) -> bytes:
    """Return bands as PNG, stretched from the 2nd to the 98th percentile of each; pixels without values are clear."""
    rasterio = extra("rasterio", "geotiff", "drawing a picture")
    height, width = bands[0].shape
    step = max(1, math.ceil(max(height, width) / _PICTURE_PIXELS))
    small = [values[::step, ::step] for values in bands]
    seen = ~np.logical_or.reduce([np.ma.getmaskarray(values) for values in small])
    layers = [*map(_stretched, small), np.where(seen, 255, 0).astype(np.uint8)]
    size = {"width": layers[0].shape[1], "height": layers[0].shape[0]}
    _let_pass_unplaced()
    with rasterio.MemoryFile() as memory:
        with memory.open(driver="PNG", count=len(layers), dtype="uint8", **size) as target:
            for number, layer in enumerate(layers, 1):
                target.write(layer, number)
        return memory.read()


def _stretched(values: Any) -> Any:
    present = np.ma.compressed(values)
    present = present[np.isfinite(present)]
    low, high = np.percentile(present, (2, 98)) if len(present) else (0.0, 1.0)
    scaled = (np.ma.filled(values.astype(float), low) - low) / max(high - low, 1e-12) * 255
    return np.clip(np.nan_to_num(scaled), 0, 255).astype(np.uint8)


def _check(source: Any) -> None:
    if source.count > _MAX_BANDS or max(source.width, source.height) > _MAX_SIDE:
        text = f"expected at most {_MAX_BANDS} bands and {_MAX_SIDE} pixels a side"
        raise brolly.ResourceExhausted(f"{text}, got {source.count} of {source.width} x {source.height}")
    if any(np.dtype(kind).kind not in "iuf" for kind in source.dtypes):
        raise UnreadableData(f"expected bands of real numbers, got {source.dtypes[0]}", format="geotiff")


def _let_pass_unplaced() -> None:
    """Let rasterio not warn of rasters without coordinates, once for all threads: the answer tells that."""
    errors = extra("rasterio.errors", "geotiff", "reading a GeoTIFF")
    warnings.filterwarnings("ignore", category=errors.NotGeoreferencedWarning)
