from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import pytest

from brolly.application import Application
from brolly.configuration import ConfigurationError
from brolly.testing.v1.echo import Echo
from brolly.testing.v1.worker import Worker
from brolly.topology import Topology
from brolly.topology.reading import parse


def _never(config: object, clients: object):
    raise AssertionError("reading a topology starts nothing")


def _made(application: Application) -> Application:
    return application


@pytest.fixture
def application() -> Callable[..., Application]:
    """Makes an application that cannot be started."""

    def make(name: str, **keys: object) -> Application:
        return Application(name=name, **{"provides": (), "start": _never, **keys})

    return make


@pytest.fixture
def read(tmp_path: Path, application) -> Callable[..., Topology]:
    """Reads a text beside an `echo` and a `worker` that are installed, unless told what is."""

    def read(text: str, environ: Mapping[str, str] = {}, *, installed=None, process=None) -> Topology:
        if installed is None:
            installed = [application("echo", provides=(Echo,)), application("worker", provides=(Worker,))]
        available = {one.name: partial(_made, one) for one in installed}
        return parse(text, tmp_path / "t.toml", environ, process=process, available=available)

    return read


@pytest.fixture
def problems(read, tmp_path: Path) -> Callable[..., list[str]]:
    """Reads a text that is wrong, and returns the problems without the folder of the file."""

    def problems(*arguments: object, **keys: object) -> list[str]:
        with pytest.raises(ConfigurationError) as caught:
            read(*arguments, **keys)
        return [str(problem).replace(f"{tmp_path}/", "") for problem in caught.value.problems]

    return problems
