"""Compressed files and archives: what they hold is read, and what they could do is refused."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile

import pyarrow as pa
import pytest

import brolly
from ml_tools.datasets_interface import UnreadableData

CSV = b"a,b\n1,x\n2,y\n"
TABLE = {"a": [1, 2], "b": ["x", "y"]}


def zstd(content: bytes) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "zstd") as packed:
        packed.write(content)
    return sink.getvalue().to_pybytes()


PACK = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress, "zst": zstd}


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    with zipfile.ZipFile(buffer := io.BytesIO(), "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize("packing", PACK)
def test_each_compression_is_known_by_its_bytes(read, packing):
    packed = PACK[packing](CSV)

    for name in ("", f"x.csv.{packing}", "x.csv"):
        assert read(packed, name).table.to_pydict() == TABLE
    assert read(PACK[packing](b'{"a": 1}\n'), f"x.jsonl.{packing}").format == "jsonl"


@pytest.mark.parametrize("packing", PACK)
def test_what_is_cut_short_or_damaged_is_unreadable(read, packing):
    packed = PACK[packing](CSV * 1000)

    for damaged in (packed[:-5], packed[: len(packed) // 2], packed[:20] + bytes(20) + packed[40:]):
        with pytest.raises(UnreadableData, match=r"ends too early|damaged"):
            read(damaged, f"x.csv.{packing}")


@pytest.mark.parametrize("packing", PACK)
def test_a_bomb_is_refused(read, packing):
    bomb = PACK[packing](bytes(70 * 1024**2))

    with pytest.raises(brolly.ResourceExhausted, match="at most 1000000 bytes"):
        read(bomb, f"x.csv.{packing}", max_bytes=1_000_000)
    with pytest.raises(brolly.ResourceExhausted, match="times its size at most"):
        read(bomb, f"x.csv.{packing}")


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_the_one_file_of_an_archive_is_read(read, method):
    assert read(zipped({"folder/x.csv": CSV, "__MACOSX/x": b"?"}, method)).table.to_pydict() == TABLE


def test_one_of_several_files_is_said(read):
    archive = zipped({"a.csv": CSV, "b.jsonl": b'{"n": 7}\n'})

    with pytest.raises(UnreadableData, match=r"got 'a\.csv', 'b\.jsonl'; say which by options\.member"):
        read(archive)
    assert read(archive, member="b.jsonl").table.to_pydict() == {"n": [7]}
    with pytest.raises(UnreadableData, match=r"member: expected one of 'a\.csv', 'b\.jsonl', got 'c'"):
        read(archive, member="c")


@pytest.mark.parametrize(
    "name", ["../x.csv", "/etc/x.csv", "a/../../x.csv", "..\\x.csv", "C:\\x.csv", "\\\\host\\x.csv", "C:x.csv"]
)
def test_names_that_lead_outside_are_refused(read, name):
    with pytest.raises(UnreadableData, match="expected names that stay in the archive"):
        read(zipped({"good.csv": CSV, name: CSV}))


def test_links_and_names_that_stand_twice_are_refused(read):
    with zipfile.ZipFile(link := io.BytesIO(), "w") as archive:
        entry = zipfile.ZipInfo("x.csv")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
    with pytest.raises(UnreadableData, match="is a link"):
        read(link.getvalue())

    with pytest.raises(UnreadableData, match="is empty"):
        read(zipped({"x.csv": CSV}).replace(b"x.csv", b"\0.csv"))
    twice = zipped({"x.csv": CSV, "y.csv": CSV}).replace(b"y.csv", b"x.csv")
    with pytest.raises(UnreadableData, match="stands there twice"):
        read(twice)


def test_bombs_in_archives_are_refused_before_they_are_opened(read):
    with pytest.raises(brolly.ResourceExhausted, match="grows to 500 times"):
        read(zipped({"x.csv": bytes(70 * 1024**2)}))
    with pytest.raises(brolly.ResourceExhausted, match="at most 1000000 bytes"):
        read(zipped({f"{n}.csv": CSV * 10_000 for n in range(10)}), max_bytes=1_000_000)
    with pytest.raises(UnreadableData, match="packed again"):
        read(zipped({"x.zip": zipped({"x.csv": CSV})}))


def test_an_archive_that_lies_about_a_size_is_refused(read):
    content = zipped({"x.csv": CSV * 1000}, zipfile.ZIP_STORED)
    size = (len(CSV) * 1000).to_bytes(4, "little")

    with pytest.raises((UnreadableData, brolly.ResourceExhausted)):
        read(content.replace(size, (100).to_bytes(4, "little")))


def test_encrypted_and_damaged_archives_are_unreadable(read):
    whole = zipped({"x.csv": CSV * 100})
    at = whole.index(b"PK\x01\x02") + 8

    for damaged in (
        whole[:-10],
        whole[:40] + b"zz" + whole[42:],
        whole[:6] + b"\x01" + whole[7:at] + b"\x01" + whole[at + 1 :],
    ):
        with pytest.raises(UnreadableData, match="damaged"):
            read(damaged)
    with pytest.raises(UnreadableData, match="an archive of one file or of images, got none"):
        read(zipped({}))
