import sys
from importlib import metadata

import pytest

from brolly.application import GROUP, Application, discover, load, start_order
from brolly.configuration import ConfigurationError
from brolly.testing.v1.echo import Echo
from brolly.testing.v1.worker import Worker


def application(name, provides=(), requires=()):
    return Application(name=name, provides=provides, requires=requires, start=lambda config, clients: None)


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """Installs a distribution whose module holds applications, and gives its entry points."""

    def install(module: str, source: str, points: str) -> None:
        (tmp_path / f"{module}.py").write_text(source)
        metadata = tmp_path / f"{module}-1.0.dist-info"
        metadata.mkdir()
        (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 1.0\n")
        (metadata / "entry_points.txt").write_text(f"[brolly.applications]\n{points}\n")
        monkeypatch.syspath_prepend(tmp_path)

    return install


def test_applications_start_after_those_that_they_require():
    echo, worker = application("echo", (Echo,), (Worker,)), application("worker", (Worker,))

    assert start_order([echo, worker]) == (worker, echo)


def test_applications_that_require_nothing_stay_as_they_are():
    given = tuple(application(name) for name in "cab")

    assert start_order(given) == given


def test_what_is_provided_elsewhere_does_not_count():
    echo = application("echo", (Echo,), (Worker,))

    assert start_order([echo]) == (echo,)


def test_a_circle_is_an_error_that_shows_it():
    with pytest.raises(ConfigurationError, match="echo -> worker -> echo"):
        start_order([application("echo", (Echo,), (Worker,)), application("worker", (Worker,), (Echo,))])


def test_an_installed_application_is_loaded_only_when_asked_for(installed):
    source = "from brolly.application import Application\nthing = Application(name='thing', provides=(), start=None)"
    installed("thing_module", source, "thing = thing_module:thing")

    found = discover()

    assert "thing_module" not in sys.modules
    assert found["thing"]().name == "thing"
    assert load("thing").name == "thing"


def test_what_is_not_installed_is_told_beside_what_is(installed):
    installed("present_module", "", "present = present_module:present")

    with pytest.raises(ConfigurationError, match=r"'absent' is not installed \(installed: .*present.*install the"):
        load("absent")


def test_a_module_that_does_not_import_is_told_with_its_reason(installed):
    installed("broken_module", "import no_such_module", "broken = broken_module:broken")

    with pytest.raises(ConfigurationError, match="No module named 'no_such_module'"):
        load("broken")


def test_an_entry_point_must_be_an_application(installed):
    installed("other_module", "other = 3", "other = other_module:other")

    with pytest.raises(ConfigurationError, match=r"expected 'other_module:other' to be a brolly.Application, got int"):
        load("other")


def test_a_name_of_two_packages_is_an_error(monkeypatch):
    points = [metadata.EntryPoint("twin", value, GROUP) for value in ("one:a", "two:a")]
    monkeypatch.setattr(metadata, "entry_points", lambda group: points)

    with pytest.raises(ConfigurationError, match="declared twice: one:a, two:a"):
        load("twin")
