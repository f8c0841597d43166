"""The testbed's applications are found by their entry points, and start alone and together."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

import brolly
from brolly.application import discover
from brolly.testing.v1.echo import Echo, Note
from brolly.testing.v1.worker import Progress, Worker
from brolly.topology import Topology
from brolly.topology.reading import parse


def topology(text: str) -> Topology:
    return parse(text, Path("topology.toml"), {})


def test_both_applications_are_installed() -> None:
    assert {"echo", "worker"} <= discover().keys()


@pytest.mark.parametrize("transport", ["local", "copied"])
async def test_they_run_together(transport: str) -> None:
    text = f'transport = "{transport}"\n[processes.main]\napplications = ["echo", "worker"]'

    async with brolly.System(topology(text), process="main") as system:
        replies = system.client(Echo).repeat_note(Note(text="hello"), times=2)
        steps = system.client(Worker).fit(pa.table({"a": [1, 2, 3]}), target="a", step_rows=2)

        assert [note.text async for note in replies] == ["hello", "hello"]
        assert [step async for step in steps] == [Progress(rows_done=2, rows=3), Progress(rows_done=3, rows=3)]


def test_a_config_that_the_worker_does_not_know_is_named_with_its_line() -> None:
    text = '[processes.main]\napplications = ["worker"]\n[applications.worker.config]\ngreting = "hello"'

    with pytest.raises(brolly.ConfigurationError, match=r"topology\.toml:4.*greting.*greeting"):
        topology(text)
