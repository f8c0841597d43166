"""The Landsat archive: which scenes there are of a place, and their bands as pixels."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
import pyarrow as pa

import brolly
from ml_tools.datasets.formats import band, opened_raster, pixels, raster_of, step_of
from ml_tools.datasets_interface import LandsatDataResponse, Scene, UnreadableData

__all__ = ["Product", "checked_bands", "default_bands", "place", "product", "scenes", "tabulated"]

_SCENE: Final = re.compile(r"(L[COTEM]\d\d)_L1[A-Z0-9]{2}_(\d{3})(\d{3})_(\d{8})_\d{8}_(\d\d)_(T1|T2|RT)")
_SENSOR: Final = re.compile(r"L[COTEM]\d\d")
_COEFFICIENT: Final = re.compile(r"REFLECTANCE_(MULT|ADD)_BAND_(\d+) = (-?[0-9.]+(?:E[+-]?\d+)?)")
_PATHS: Final = 233
_ROWS: Final = 248
_BANDS: Final = 11
_MAX_PIXELS: Final = 1_000_000


class Product(msgspec.Struct, frozen=True, kw_only=True):
    """A scene as it lies in the archive."""

    id: str
    prefix: str
    red: int
    near_infrared: int

    def key(self, ending: str) -> str:
        """Return the key of one of its files, as B4.TIF or MTL.txt."""
        return f"{self.prefix}{self.id}/{self.id}_{ending}"


def place(path: int, row: int, sensor: str) -> str:
    """Return the prefix of the scenes of a place.

    Raises:
        brolly.InvalidArgument: There is no such place or sensor.
    """
    if not 1 <= path <= _PATHS or not 1 <= row <= _ROWS:
        text = f"expected a path from 1 to {_PATHS} and a row from 1 to {_ROWS}, got {path} and {row}"
        raise brolly.InvalidArgument(f"path and row: {text}")
    if not _SENSOR.fullmatch(sensor):
        raise brolly.InvalidArgument(f"sensor: expected one such as LC08 or LE07, got {sensor[:20]!r}")
    return f"{sensor}/01/{path:03}/{row:03}/"


def scenes(names: Sequence[str], limit: int) -> tuple[Scene, ...]:
    """Return the scenes among names, the newest first."""
    found = [(match[4], name, match[6]) for name in names if (match := _SCENE.fullmatch(name))]
    return tuple(
        Scene(id=name, acquired_on=f"{day[:4]}-{day[4:6]}-{day[6:]}", tier=tier)
        for day, name, tier in sorted(found, reverse=True)[:limit]
    )


def product(scene: str) -> Product:
    """Return where a scene lies.

    Raises:
        brolly.InvalidArgument: It is none of the archive.
    """
    match = _SCENE.fullmatch(scene)
    if match is None:
        text = "expected a product identifier such as LC08_L1TP_044034_20130330_20170310_01_T1"
        raise brolly.InvalidArgument(f"scene: {text}, got {scene[:60]!r}")
    is_later = int(match[1][2:]) >= 8
    red, near_infrared = (4, 5) if is_later else (3, 4)
    prefix = place(int(match[2]), int(match[3]), match[1])
    return Product(id=scene, prefix=prefix, red=red, near_infrared=near_infrared)


def default_bands(found: Product) -> tuple[int, ...]:
    """Return red, green, blue and near infrared."""
    return (found.red, found.red - 1, found.red - 2, found.near_infrared)


def checked_bands(bands: Sequence[int]) -> tuple[int, ...]:
    """Return each band once.

    Raises:
        brolly.InvalidArgument: There is no such band.
    """
    if wrong := [number for number in bands if not 1 <= number <= _BANDS]:
        raise brolly.InvalidArgument(f"bands: expected numbers from 1 to {_BANDS}, got {wrong[0]}")
    return tuple(dict.fromkeys(int(number) for number in bands))


def tabulated(found: Product, files: Mapping[int, Path], metadata: str, max_pixels: int | None) -> LandsatDataResponse:
    """Read bands of a scene as one table of pixels; those that the satellite did not see are missing. It blocks.

    NDVI (Rouse and others 1974) is of reflectances where the metadata tell how to come to them, else of the numbers
    in the files.

    Raises:
        UnreadableData: A band is no GeoTIFF, or of another size than the others.
    """
    notes: list[str] = []
    with ExitStack() as stack:
        sources = {
            number: stack.enter_context(opened_raster(stack.enter_context(path.open("rb"))))
            for number, path in files.items()
        }
        first = next(iter(sources.values()))
        if any(source.shape != first.shape or source.transform != first.transform for source in sources.values()):
            raise UnreadableData("expected bands of one size, got several; ask for band 8 alone", format="geotiff")
        step = step_of(first, max_pixels or _MAX_PIXELS)
        if step > 1:
            notes.append(f"the scene has {first.width} x {first.height} pixels, of which each {step}th is read")
        values = {number: np.ma.masked_equal(band(source, 1, step), 0) for number, source in sources.items()}
        table = pixels(first, {f"band_{number}": each for number, each in values.items()})
        raster = raster_of(first, _colours(found, values))
    if found.red in values and found.near_infrared in values:
        index = _ndvi(found, values, _coefficients(metadata), notes)
        table = table.append_column(
            "ndvi", pa.chunked_array([pa.array(np.ma.getdata(index).ravel(), mask=np.ma.getmaskarray(index).ravel())])
        )
    return LandsatDataResponse(table=table, raster=raster, notes=tuple(notes))


def _colours(found: Product, values: Mapping[int, Any]) -> list[Any]:
    """Return red, green and blue where all are there, else the first band."""
    colours = [values[number] for number in (found.red, found.red - 1, found.red - 2) if number in values]
    return colours if len(colours) == 3 else [next(iter(values.values()))]


def _coefficients(metadata: str) -> dict[tuple[str, int], float]:
    return {(kind, int(number)): float(value) for kind, number, value in _COEFFICIENT.findall(metadata)}


def _ndvi(
    found: Product, values: Mapping[int, Any], coefficients: Mapping[tuple[str, int], float], notes: list[str]
) -> Any:
    """Return (near infrared - red) / (near infrared + red): `(height, width)`, masked where that is no number."""
    wanted = [(kind, number) for kind in ("MULT", "ADD") for number in (found.red, found.near_infrared)]
    is_known = all(key in coefficients for key in wanted)
    if not is_known:
        notes.append("ndvi is of the numbers in the files: the metadata tell no reflectances")

    def reflectance(number: int) -> Any:
        plain = values[number].astype(np.float64)
        return plain * coefficients["MULT", number] + coefficients["ADD", number] if is_known else plain

    near, red = reflectance(found.near_infrared), reflectance(found.red)
    return np.ma.masked_invalid(np.ma.divide(near - red, near + red))
