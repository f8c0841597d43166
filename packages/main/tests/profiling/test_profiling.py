"""A profile by scripted services: what is asked of them, and what is made of it for programs."""

import msgspec
import pytest

import brolly
from ml_tools.main.comparison import read_sample
from ml_tools.main.profiling import profile_dataset, summarized


async def test_the_target_is_the_datasets_own_unless_another_is_asked_for(script, dataset):
    sample = await read_sample(script.services, "line")

    own, asked, guessed = [
        await profile_dataset(script.services, one, target, illustrated=False)
        for one, target in ((sample, None), (sample, "x"), (dataset, None))
    ]

    assert (own.profile.target, own.is_guessed) == ("y", False)
    assert (asked.profile.target, asked.is_guessed) == ("x", False)
    assert (guessed.profile.target, guessed.is_guessed) == ("y", True)


async def test_what_there_is_nothing_to_draw_of_is_left_out(script, dataset):
    profiled = await profile_dataset(script.services, dataset, None)

    drawn = {figure.name: figure.chart.alt_text for figure in profiled.figures}
    assert drawn == {
        "columns": "It shows columns.",
        "target": "It shows how often y is what.",
        "strongest": "It shows y against x.",
    }


async def test_programs_get_every_number_by_its_name(script, dataset):
    profiled = await profile_dataset(script.services, dataset, None, illustrated=False)

    found = msgspec.json.decode(msgspec.json.encode(summarized(profiled)))

    assert {*found} == {
        *("source", "rows", "sampled_rows", "target", "target_is_guessed"),
        *("columns", "correlations", "findings", "notes"),
    }
    assert [(each["name"], each["kind"], each["missing_count"]) for each in found["columns"]] == [
        ("x", "number", 5),
        ("colour", "text", 0),
        ("void", "number", 50),
        ("y", "number", 5),
    ]
    assert found["columns"][0]["numbers"]["quantiles"]["median"] == 24.5
    assert found["columns"][1]["texts"]["levels"][0] == {"value": "red", "share": 0.5}
    assert {*found["columns"][2]} == {"name", "kind", "missing_count", "distinct_count", "distinct_is_exact"}
    assert found["correlations"] == [{"left": "x", "right": "y", "value": 0.99999}]
    assert [each["kind"] for each in found["findings"]] == ["leakage", "identifier"]


async def test_a_service_that_fails_is_not_taken_for_rows_that_cannot_be_drawn(script, dataset):
    class Failing:
        async def plot_profile(self, table):
            raise brolly.Unavailable("it went away")

    broken = msgspec.structs.replace(script.services, visualization=Failing())

    with pytest.raises(brolly.Unavailable):
        await profile_dataset(broken, dataset, None)
