"""Files on a disk of the service: only below folders that are configured."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from PIL import Image

import brolly
from ml_tools.datasets_interface import LocalSource, SourceNotFound, SourceRefused, StoredFileNotFound, StoreFileItem

CSV = b"a,b\n1,x\n2,y\n"


@pytest.fixture
def shared(tmp_path):
    folder = tmp_path / "shared"
    folder.mkdir()
    (folder / "x.csv").write_bytes(CSV)
    (tmp_path / "secret.csv").write_bytes(CSV)
    return folder


async def test_a_file_below_a_configured_folder_is_fetched(fetchers, fetch, shared):
    ours = fetchers(local_folders=(str(shared),))

    stored = await fetch(ours, LocalSource(path=str(shared / "x.csv")))

    assert (stored.name, stored.size_bytes) == ("x.csv", len(CSV))
    assert (await ours.parse_file(stored.id)).table.to_pydict() == {"a": [1, 2], "b": ["x", "y"]}


@pytest.mark.parametrize("path", ["../secret.csv", "link.csv", "folder/secret.csv", "/etc/passwd", "fifo", "\0"])
async def test_what_is_elsewhere_or_no_file_is_refused(fetchers, fetch, shared, path):
    (shared / "link.csv").symlink_to(shared.parent / "secret.csv")
    (shared / "folder").symlink_to(shared.parent)
    os.mkfifo(shared / "fifo")

    with pytest.raises((SourceRefused, SourceNotFound)):
        await fetch(fetchers(local_folders=(str(shared),)), LocalSource(path=str(shared / path)))


async def test_nothing_is_fetched_unless_a_folder_is_configured(fetchers, fetch, shared):
    with pytest.raises(SourceRefused, match="which are none"):
        await fetch(fetchers(), LocalSource(path=str(shared / "x.csv")))
    with pytest.raises(SourceNotFound):
        await fetch(fetchers(local_folders=(str(shared),)), LocalSource(path=str(shared / "y.csv")))
    with pytest.raises(SourceRefused, match="absolute"):
        await fetch(fetchers(local_folders=(str(Path.cwd()),)), LocalSource(path="pyproject.toml"))


async def test_a_folder_of_images_is_one_table_with_labels(fetchers, fetch, shared):
    for label in ("clear", "threat"):
        (shared / "scans" / label).mkdir(parents=True)
        Image.new("RGB", (4, 2), (10, 20, 30)).save(buffer := io.BytesIO(), "PNG")
        (shared / "scans" / label / "1.png").write_bytes(buffer.getvalue())
    (shared / "scans" / "clear" / "link.png").symlink_to(shared.parent / "secret.csv")
    ours = fetchers(local_folders=(str(shared),))

    stored = await fetch(ours, LocalSource(path=str(shared / "scans")))
    table = (await ours.parse_file(stored.id)).table

    assert stored.name == "scans.zip"
    assert table["path"].to_pylist() == ["clear/1.png", "threat/1.png"]
    assert table["label"].to_pylist() == ["clear", "threat"]
    assert table["pixels"].to_pylist() == [[10, 20, 30] * 8] * 2


async def test_a_larger_file_than_the_bound_is_refused(fetchers, fetch, shared):
    with pytest.raises(brolly.ResourceExhausted, match="at most 5 bytes"):
        await fetch(fetchers(local_folders=(str(shared),)), LocalSource(path=str(shared / "x.csv")), max_bytes=5)


async def test_a_file_that_is_sent_is_stored_listed_read_and_forgotten(fetchers):
    async def items():
        yield StoreFileItem(chunk=CSV[:5], file_name="../../x.csv")
        yield StoreFileItem(chunk=CSV[5:])

    ours = fetchers()
    stored = await ours.store_file(items())

    assert (stored.name, stored.size_bytes, stored.source) == ("x.csv", len(CSV), "sent")
    assert (await ours.list_files()).files == (stored,)
    assert b"".join([each.chunk async for each in ours.read_file(stored.id, offset=4)]) == CSV[4:]
    with pytest.raises(brolly.OutOfRange, match="offset: expected a byte from 0 to 12, got 13"):
        await anext(ours.read_file(stored.id, offset=13))
    assert (await ours.delete_file(stored.id)).size_bytes == len(CSV)
    for gone in (stored.id, "../x", ""):
        with pytest.raises(StoredFileNotFound):
            await ours.parse_file(gone)


async def test_the_file_that_was_not_used_for_longest_makes_room(fetchers, fetch, shared):
    ours = fetchers(local_folders=(str(shared),), max_stored_bytes=2500)
    stored = []
    for number in range(3):
        (shared / f"{number}.csv").write_bytes(b"a\n" + b"%d\n" % number * 499)
        stored.append(await fetch(ours, LocalSource(path=str(shared / f"{number}.csv"))))
        os.utime(shared.parent / "datasets" / "fetched" / f"{stored[-1].id}.json", (number, number))
        if number == 1:
            await ours.parse_file(stored[0].id)

    assert {each.name for each in (await ours.list_files()).files} == {"0.csv", "2.csv"}


async def test_parts_join_to_the_whole_table_whatever_their_size(fetchers, fetch, shared):
    (shared / "long.csv").write_bytes(b"n,t\n" + b"".join(b"%d,t%d\n" % (n, n) for n in range(1000)) + b"odd\n")
    ours = fetchers(local_folders=(str(shared),))
    stored = await fetch(ours, LocalSource(path=str(shared / "long.csv")))

    for rows in (1000, 300, 1):
        parts = [part async for part in ours.parse_file_in_parts(stored.id, part_rows=rows)]
        assert [part.table.num_rows for part in parts] == [rows] * (1000 // rows) + [1000 % rows] * (1000 % rows > 0)
        assert [n for part in parts for n in part.table["n"].to_pylist()] == list(range(1000))
        assert {part.rejected_count for part in parts} == {1}
        assert parts[0].rejected_rows[0].line == 1002
    with pytest.raises(brolly.InvalidArgument, match="part_rows: expected a number from 1 to 1000000, got 0"):
        await anext(ours.parse_file_in_parts(stored.id, part_rows=0))
