"""The tables of the README name what there is: every key, error and option, and nothing else."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

import brolly
from brolly.application import Application
from brolly.topology.findings import mapped_type, struct_type
from brolly.topology.model import Document

README = (Path(__file__).parents[1] / "README.md").read_text()
SECTIONS = dict(re.findall(r"^## (.+)\n((?:(?!## ).*\n)*)", README, re.MULTILINE))


def first_cells(section: str) -> list[str]:
    return re.findall(r"^\| `(.+?)` \|", SECTIONS[section], re.MULTILINE)


def keys(struct: type[msgspec.Struct], prefix: str = "") -> Iterator[str]:
    for field in msgspec.structs.fields(struct):
        key, item = prefix + field.encode_name, mapped_type(field.type)
        nested = struct_type(field.type) or (struct_type(item) if item else None)
        if nested is None:
            yield key
        else:
            yield from keys(nested, f"{key}.NAME." if item else f"{key}.")


def test_the_contents_line_leads_to_every_section():
    assert re.findall(r"\[([\w ]+)\]\(#", README.partition("## ")[0]) == list(SECTIONS)


def test_every_key_of_a_topology_is_in_the_table():
    assert first_cells("Topologies") == list(keys(Document))


def test_every_field_of_an_application_is_in_the_table():
    assert sorted(first_cells("Applications")) == sorted(Application.__struct_fields__)


def test_every_error_is_in_the_table():
    exported = [getattr(brolly, name) for name in brolly.__all__]
    errors = {each.__name__ for each in exported if isinstance(each, type) and issubclass(each, brolly.Error)}

    assert sorted(first_cells("Errors")) == sorted(errors - {"Error"})


@pytest.mark.parametrize("command", ["up", "check", "call", "generate", "evolution"])
def test_every_option_of_a_command_is_told(command):
    done = subprocess.run(
        [sys.executable, "-m", "brolly", command, "--help"], capture_output=True, text=True, check=True
    )

    told = SECTIONS["Command line"]
    assert f"`brolly {command} " in told
    assert [
        option for option in re.findall(r"--[a-z-]+", done.stdout) if option != "--help" and option not in told
    ] == []
