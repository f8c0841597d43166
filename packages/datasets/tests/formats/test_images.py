"""Images and body scans become rows of pixels."""

from __future__ import annotations

import io
import struct
import zipfile

import numpy as np
import pytest

from ml_tools.datasets_interface import UnreadableData

NEEDS = ("PIL",)


def picture(mode: str = "RGB", size: tuple[int, int] = (4, 3), kind: str = "PNG") -> bytes:
    from PIL import Image

    channels = {"RGB": 3, "RGBA": 4, "L": 1, "1": 1, "P": 1}.get(mode, 1)
    values = np.arange(size[0] * size[1] * channels, dtype=np.uint8).reshape(size[1], size[0], channels)
    image = Image.fromarray(values[:, :, 0] if channels == 1 else values)
    if mode == "I;16":
        image = Image.fromarray(values[:, :, 0].astype(np.uint16) * 256)
    elif image.mode != mode:
        image = image.convert(mode)
    image.save(buffer := io.BytesIO(), kind)
    return buffer.getvalue()


def scan(frames: np.ndarray, *, word_type: int = 4, scale: float = 0.5) -> bytes:
    """Write `(frames, height, width)` as an .aps file, from below, as the scanner does."""
    header = bytearray(512)
    count, height, width = frames.shape
    struct.pack_into("<h", header, 276, word_type)
    struct.pack_into("<f", header, 292, scale)
    struct.pack_into("<4i", header, 348, width, height, 1, count)
    kind = {4: "<u2", 7: "<f4"}[word_type]
    return bytes(header) + frames[:, ::-1].astype(kind).tobytes()


def zipped(files: dict[str, bytes]) -> bytes:
    with zipfile.ZipFile(buffer := io.BytesIO(), "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_pictures_of_an_archive_have_path_label_and_size(read):
    parsed = read(
        zipped({"dogs/b.PNG": picture("L"), "cats/a.png": picture(), "c.jpg": picture(kind="JPEG"), "x.txt": b""})
    )

    assert parsed.format == "images"
    assert parsed.table["path"].to_pylist() == ["c.jpg", "cats/a.png", "dogs/b.PNG"]
    assert parsed.table["label"].to_pylist() == [None, "cats", "dogs"]
    assert parsed.table.select(["width", "height", "channels"]).to_pylist()[1:] == [
        {"width": 4, "height": 3, "channels": 3},
        {"width": 4, "height": 3, "channels": 1},
    ]
    assert parsed.table["pixels"].to_pylist()[1:] == [list(range(36)), list(range(12))]
    assert parsed.notes == ("1 other files left out",)


@pytest.mark.parametrize(
    ("mode", "channels"), [("L", 1), ("RGB", 3), ("RGBA", 4), ("1", 1), ("P", 3), ("I;16", 1), ("LA", 3)]
)
def test_each_kind_of_picture_has_channels_of_eight_bits(read, mode, channels):
    table = read(picture(mode), "x.png").table

    assert table["channels"].to_pylist() == [channels]
    assert table["pixels"].type.value_type == "uint8"
    if mode == "I;16":
        assert table["pixels"].to_pylist() == [list(range(12))]


@pytest.mark.parametrize(("word_type", "scale"), [(4, 0.5), (7, 2.0)])
def test_a_body_scan_has_its_frames_upright_and_scaled(read, word_type, scale):
    frames = np.arange(16 * 6 * 5).reshape(16, 6, 5)

    row = read(scan(frames, word_type=word_type, scale=scale), "a.aps").table.to_pylist()[0]

    assert (row["path"], row["width"], row["height"], row["channels"]) == ("a.aps", 5, 6, 16)
    pixels = np.array(row["pixels"]).reshape(6, 5, 16)
    assert (pixels == np.moveaxis(frames, 0, -1) * scale).all()


def test_scans_are_one_table_of_floating_point_numbers(read):
    frames = np.ones((2, 3, 4), int)

    table = read(zipped({"clear/1.aps": scan(frames), "threat/2.aps": scan(frames)})).table

    assert table["label"].to_pylist() == ["clear", "threat"]
    assert str(table["pixels"].type) == "large_list<item: float>"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"x" * 100, "a header of 512 bytes"),
        (bytes(600), "a word type of 4 or 7"),
        (scan(np.ones((2, 3, 4), int))[:-1], "expected 560 bytes for 4 x 3 x 2 points, got 559"),
        (
            scan(np.ones((2, 3, 4), int)).replace(struct.pack("<i", 3), struct.pack("<i", -3)),
            "at most 100000000 points",
        ),
        (
            scan(np.ones((2, 3, 4), int)).replace(struct.pack("<i", 3), struct.pack("<i", 2**30)),
            "at most 100000000 points",
        ),
    ],
    ids=["short", "zeros", "cut", "negative", "huge"],
)
def test_what_is_no_scan_is_unreadable(read, content, said):
    with pytest.raises(UnreadableData, match=said):
        read(content, "x.aps")


def test_images_that_cannot_be_read_are_put_aside(read):
    good = {f"{n:02}.png": picture() for n in range(20)}

    parsed = read(zipped({**good, "30.png": b"no picture", "31.aps": b"x"}))

    assert (parsed.table.num_rows, parsed.rejected_count) == (20, 2)
    assert [(row.line, row.text) for row in parsed.rejected_rows] == [(21, "30.png"), (22, "31.aps")]
    assert parsed.rejected_rows[0].reason == "expected a picture in PNG or JPEG, got something else"


def test_pictures_that_are_damaged_or_bombs_are_unreadable(read):
    whole = picture(size=(40, 40))
    large = picture("L", size=(8, 8)).replace(struct.pack(">II", 8, 8), struct.pack(">II", 60_000, 60_000))

    for damaged in (whole[: len(whole) // 2], whole[:60], large):
        with pytest.raises(UnreadableData, match=r"expected a picture|got an image|one row in ten"):
            read(damaged, "x.png")
