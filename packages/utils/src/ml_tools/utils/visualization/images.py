"""Images of bands: shades of one, or three as red, green and blue."""

from __future__ import annotations

import base64
import io
import math
from collections.abc import Sequence

import altair as alt
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from PIL import Image

import brolly
from ml_tools.utils.visualization.columns import Numbers, numbers_of
from ml_tools.utils.visualization.labels import cleaned, number
from ml_tools.utils.visualization.plots import Plot, Words, finish

__all__ = ["plot_image"]

_LONGEST_SIDE = 640
_DARKEST, _BRIGHTEST = 0.02, 0.98
"""Quantiles of a band that become black and full, so that few bright pixels leave no dark picture."""
_MISSING = 255


def plot_image(table: pa.Table, width: int, bands: Sequence[str], title: str | None) -> Plot:
    """Return a chart of an image, made smaller where it is large; missing pixels are white.

    Args:
        table: A row a pixel, the first line first.
        width: Pixels a line.
        bands: One or three columns; the first three, or the first, when there are none.
        title: Above it.

    Raises:
        brolly.InvalidArgument: The rows do not make whole lines, or the bands are not one or three columns of numbers.
    """
    names = list(bands) or table.column_names[: 3 if table.num_columns >= 3 else 1]
    if len(names) not in (1, 3):
        raise brolly.InvalidArgument(f"bands: expected one or three, got {len(names)}")
    if width < 1 or not table.num_rows or table.num_rows % width:
        raise brolly.InvalidArgument(
            f"width: expected what {table.num_rows:,} pixels make whole lines of, got {width:,} pixels a line"
        )
    height = table.num_rows // width
    step = math.ceil(max(width, height) / _LONGEST_SIDE)
    shown = [_smaller(numbers_of(table, name).reshape(height, width), step) for name in names]
    picture = _stacked([_shaded(band) for band in shown])
    labels = [cleaned(name, 40) for name in names]
    words = _words(shown, labels, (width, height), title)
    return finish(alt.LayerChart(layer=[_layer(picture)]), words, (picture.shape[1], picture.shape[0]), {"image": [{}]})


def _smaller(band: Numbers, step: int) -> Numbers:
    """Return the means of squares of pixels; those that are cut by the edge are left out unless they are all."""
    lines, columns = band.shape
    down, across = min(step, lines), min(step, columns)
    kept = band[: lines // down * down, : columns // across * across]
    return kept.reshape(lines // down, down, columns // across, across).mean(axis=(1, 3))


def _shaded(band: Numbers) -> NDArray[np.uint8]:
    known = np.isfinite(band)
    if not known.any():
        return np.full(band.shape, _MISSING, np.uint8)
    low, high = np.quantile(band[known], (_DARKEST, _BRIGHTEST))
    if low == high:
        low, high = band[known].min(), band[known].max()
    shade = np.clip((band - low) / (high - low if high > low else 1.0), 0.0, 1.0)
    return np.where(known, np.rint(np.where(known, shade, 0.0) * 254), _MISSING).astype(np.uint8)


def _stacked(bands: Sequence[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    return bands[0] if len(bands) == 1 else np.dstack(bands)


def _layer(picture: NDArray[np.uint8]) -> alt.Chart:
    encoded = io.BytesIO()
    Image.fromarray(picture).save(encoded, format="PNG", optimize=True)
    url = "data:image/png;base64," + base64.b64encode(encoded.getvalue()).decode()
    sides = {"width": picture.shape[1], "height": picture.shape[0]}
    image = alt.Chart(alt.NamedData("image")).mark_image(aspect=False, **sides)
    middle = {"x": alt.value(sides["width"] / 2), "y": alt.value(sides["height"] / 2)}
    return image.encode(url=alt.value(url), **middle)


def _words(shown: Sequence[Numbers], labels: Sequence[str], size: tuple[int, int], title: str | None) -> Words:
    colours = ("red", "green", "blue") if len(labels) == 3 else ("shades",)
    ranges = [
        f"{label} as {colour}"
        + (
            f", {number(float(np.nanmin(band)))} to {number(float(np.nanmax(band)))}"
            if np.isfinite(band).any()
            else ", all missing"
        )
        for label, colour, band in zip(labels, colours, shown, strict=True)
    ]
    said = f"{size[0]:,} x {size[1]:,} pixels; {'; '.join(ranges)}"
    return Words(title=title or "Image", subtitle=said, alt_text=f"Image of {said}.")
