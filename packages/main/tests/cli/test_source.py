"""Files that are to be compared on, as they are opened here."""

import pytest

from brolly import InvalidArgument
from ml_tools.main.cli.source import check_source, read_source


@pytest.mark.parametrize("source", ["sample:anything", "collection:anything"])
def test_a_sample_or_a_collection_is_not_looked_for_on_the_disk(source):
    check_source(source)


def test_a_file_that_is_not_there_is_told_with_near_names(tmp_path):
    (tmp_path / "houses.csv").touch()

    with pytest.raises(InvalidArgument, match=r"there is no file '.*housse.csv'; did you mean '.*houses.csv'"):
        check_source(str(tmp_path / "housse.csv"))


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(InvalidArgument, match=r"there is no folder '.*nowhere' either"):
        check_source(str(tmp_path / "nowhere" / "a.csv"))


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(InvalidArgument, match=r"expected a file, got the folder .*; there is no file in it"):
        check_source(str(tmp_path))


@pytest.mark.parametrize("name", ["a\0b", "x" * 5_000])
def test_a_name_that_no_file_can_have_is_told(name):
    with pytest.raises(InvalidArgument):
        check_source(name)


async def test_a_file_is_read_by_the_service(script, tmp_path):
    (tmp_path / "a.csv").write_text("x,y\n1,2\n")

    dataset = await read_source(script.services, str(tmp_path / "a.csv"))

    assert (dataset.source, dataset.table.num_rows) == (str(tmp_path / "a.csv"), 1)


async def test_a_sample_is_read_by_its_name(script):
    assert (await read_source(script.services, "sample:line")).target == "y"


async def test_a_collection_is_read_by_its_name(script):
    dataset = await read_source(script.services, "collection:points")

    assert (dataset.source, dataset.table.num_rows) == ("collection:points", 50)


async def test_what_is_no_table_is_told_with_its_name(script, tmp_path):
    (tmp_path / "a.csv").touch()

    with pytest.raises(InvalidArgument, match=r"a\.csv: expected a table with a header, got an empty file"):
        await read_source(script.services, str(tmp_path / "a.csv"))
