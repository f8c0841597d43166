"""Reads folders and archives of images: path, label, size and pixels of each."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import PurePosixPath
from typing import IO, Any, Final, Protocol

import numpy as np
import pyarrow as pa

import brolly
from ml_tools.datasets.arrow import batch_of
from ml_tools.datasets.formats.aps import read_aps
from ml_tools.datasets.formats.extras import extra
from ml_tools.datasets.formats.known import IMAGE_ENDINGS
from ml_tools.datasets.formats.reading import Reading
from ml_tools.datasets.formats.rejections import Rejections
from ml_tools.datasets.formats.sinks import Sink
from ml_tools.datasets_interface import ParseOptions, UnreadableData

__all__ = ["Images", "read_images"]

_MAX_PIXELS: Final = 64_000_000
_BATCH_BYTES: Final = 32 * 1024**2
_FORMATS: Final = ("PNG", "JPEG")
_DAMAGED: Final = (OSError, ValueError, SyntaxError, EOFError, OverflowError, MemoryError)
_CHANNELS: Final = {"L": 1, "RGB": 3, "RGBA": 4}


class Images(Protocol):
    """Where images are: the files of an archive or a folder."""

    @property
    def names(self) -> tuple[str, ...]:
        """Their paths, with /, in order; other files too."""
        ...

    def opened(self, name: str) -> AbstractContextManager[IO[bytes]]:
        """Open one."""
        ...


def read_images(images: Images, sink: Sink, *, options: ParseOptions) -> Reading:
    """Read all images: those of one table are all scans, or all pictures.

    Columns are path, label (the folder that it is in; null where it is in none), width, height, channels and pixels:
    `height * width * channels` of them, row by row from the top, as `uint8`, for scans `float32` with the frames as
    channels.

    Raises:
        UnreadableData: There are none, or too many cannot be read.
    """
    names = [name for name in images.names if name.lower().endswith(IMAGE_ENDINGS)]
    if not names:
        raise UnreadableData(f"expected images, which end in {', '.join(IMAGE_ENDINGS)}, got none", format="images")
    is_scans = all(name.lower().endswith(".aps") for name in names)
    schema = _schema(is_scans=is_scans)
    sink.begin(schema)
    rejections, good = Rejections(options), 0
    for batch in _batches(images, names, schema, rejections, is_scans=is_scans):
        good += batch.num_rows
        sink.write(batch)
    rejections.check(good, format="images")
    notes = [f"{left} other files left out"] if (left := len(images.names) - len(names)) else []
    return Reading(format="images", rejections=rejections, notes=notes)


def _batches(
    images: Images, names: list[str], schema: pa.Schema, rejections: Rejections, *, is_scans: bool
) -> Iterator[pa.RecordBatch]:
    rows, size = list[tuple[str, Any]](), 0
    for number, name in enumerate(names, 1):
        brolly.checkpoint()
        try:
            with images.opened(name) as file:
                pixels = _pixels(name, file, is_scans=is_scans)
        except (ValueError, OSError, SyntaxError) as error:
            rejections.add(number, f"{error}", name)
            continue
        rows.append((name, pixels))
        size += pixels.nbytes
        if size > _BATCH_BYTES:
            yield _batch(rows, schema)
            rows, size = [], 0
    if rows:
        yield _batch(rows, schema)


def _schema(*, is_scans: bool) -> pa.Schema:
    pixel = pa.float32() if is_scans else pa.uint8()
    sizes = [(name, pa.int32()) for name in ("width", "height", "channels")]
    return pa.schema([("path", pa.string()), ("label", pa.string()), *sizes, ("pixels", pa.large_list(pixel))])


def _pixels(name: str, file: IO[bytes], *, is_scans: bool) -> Any:
    """Return `(height, width, channels)`."""
    if is_scans:
        return read_aps(file.read())
    if name.lower().endswith(".aps"):
        raise ValueError("expected a picture as the others are, got a scan")
    return _picture(file)


def _picture(file: IO[bytes]) -> Any:
    pillow = extra("PIL.Image", "images", "reading pictures")
    content = file.read()
    try:
        with pillow.open(io.BytesIO(content), formats=_FORMATS) as image:
            _check_size(image.width, image.height)
            mode = image.mode if image.mode in _CHANNELS else "RGB"
            if image.mode in {"1", "I", "F", "I;16", "I;16B", "I;16L"}:
                return _grey(np.asarray(image))
            pixels = np.asarray(image if image.mode == mode else image.convert(mode))
            return pixels.reshape(image.height, image.width, _CHANNELS[mode])
    except pillow.UnidentifiedImageError as error:
        raise ValueError("expected a picture in PNG or JPEG, got something else") from error
    except (*_DAMAGED, pillow.DecompressionBombError) as error:
        text = f"expected a picture in PNG or JPEG, got one that cannot be read: {str(error)[:150]}"
        raise ValueError(text) from error


def _check_size(width: int, height: int) -> None:
    if width * height > _MAX_PIXELS:
        raise ValueError(f"expected at most {_MAX_PIXELS} pixels, got {width} x {height}")


def _grey(values: Any) -> Any:
    """Return one channel of 8 bits: what has 16 bits keeps the upper 8."""
    wide = values.astype(np.int64)
    narrow = wide * 255 if values.dtype == np.bool_ else wide >> 8
    return np.clip(narrow, 0, 255).astype(np.uint8)[:, :, np.newaxis]


def _batch(rows: list[tuple[str, Any]], schema: pa.Schema) -> pa.RecordBatch:
    offsets = np.concatenate([[0], np.cumsum([pixels.size for _, pixels in rows])]).astype(np.int64)
    pixels: Any = np.concatenate([np.ascontiguousarray(each).ravel() for _, each in rows])
    lists: Any = pa.LargeListArray
    columns: list[Any] = [
        pa.array([name for name, _ in rows]),
        pa.array([PurePosixPath(name).parent.name or None for name, _ in rows], pa.string()),
        *(pa.array([pixels.shape[axis] for _, pixels in rows], pa.int32()) for axis in (1, 0, 2)),
        lists.from_arrays(pa.array(offsets), pa.array(pixels)),
    ]
    return batch_of(columns, schema)
