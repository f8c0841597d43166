"""The topology that is used when none is named, and what takes the place of the installed application."""

import tomllib
from pathlib import Path

import pytest

import brolly
from brolly.application import discover
from brolly.configuration import ConfigurationError
from ml_tools.main.application import application, quiet
from ml_tools.main.deployment import TOGETHER, load

ALL_INSTALLED = {"datasets", "utils", "models"} <= set(discover())


def test_the_built_in_topology_is_everything_in_one_process():
    document = tomllib.loads(TOGETHER.read_text())

    assert document == {"processes": {"main": {"applications": ["main", "datasets", "utils", "models"]}}}


@pytest.mark.skipif(ALL_INSTALLED, reason="the services are installed here, as ml-tools-main[together] has them")
def test_without_the_services_it_says_what_to_do():
    with pytest.raises(ConfigurationError, match=r"install ml-tools-main\[together\] or name a topology"):
        load(None, quiet)


@pytest.mark.skipif(not ALL_INSTALLED, reason="the services are not installed here; ml-tools-main[together] has them")
def test_the_application_that_is_given_takes_the_place_of_the_installed_one():
    topology = load(None, quiet)

    assert topology.installed["main"] is quiet
    assert topology.installed["main"].start is not application.start


def test_a_topology_without_the_process_main_is_refused(tmp_path: Path):
    (tmp_path / "t.toml").write_text('[processes.other]\napplications = ["main"]\n')

    with pytest.raises(brolly.ConfigurationError, match="there is no process 'main'; name one of other"):
        load(tmp_path / "t.toml", quiet)
