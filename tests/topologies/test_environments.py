"""A process that runs in an environment of its own, where the other service is not installed."""

import os
import subprocess
import sys
import sysconfig
import textwrap
from pathlib import Path

import pytest

import brolly

RELAY = '''
from contextlib import asynccontextmanager

import brolly
from brolly.testing.v1.echo import Echo, Optionals
from brolly.testing.v1.worker import Worker


class Relay:
    """Asks the worker for the square of what it is to echo."""

    def __init__(self, worker):
        self.worker = worker

    async def echo_optionals(self, *, number=None, **others):
        square = await self.worker.square(int(number))
        return Optionals(number=float(square.value), text=__file__)


@asynccontextmanager
async def start(config, clients):
    yield {Echo: Relay(clients(Worker))}


application = brolly.Application(name="relay", provides=(Echo,), requires=(Worker,), start=start)
'''


@pytest.fixture
def other_python(tmp_path: Path) -> Path:
    """An environment with brolly, what it needs, and a relay application; the testbed is not installed there."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "other-env"], check=True)
    site = Path(next((tmp_path / "other-env" / "lib").glob("python*/site-packages")))
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if "testbed" not in entry.name and entry.suffix != ".pth" and not (site / entry.name).exists():
            (site / entry.name).symlink_to(entry)
    if not (site / "brolly").exists():
        (site / "brolly").symlink_to(Path(brolly.__file__).parent)
    (site / "relay.py").write_text(textwrap.dedent(RELAY))
    metadata = site / "relay-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: relay\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[brolly.applications]\nrelay = relay:application\n")
    return tmp_path / "other-env" / "bin" / "python"


TEXT = """
[processes.main]
applications = ["relay"]
python = "other-env/bin/python"
[processes.work]
applications = ["worker"]
[applications.relay]
provides = ["Echo"]
[applications.worker]
provides = ["Worker"]
"""


def test_a_process_runs_from_the_environment_that_the_topology_gives_it(up, other_python):
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    without = subprocess.run([other_python, "-c", "import brolly_testbed"], env=clean, check=False, capture_output=True)
    assert b"No module named 'brolly_testbed'" in without.stderr

    one = up(TEXT)
    one.ready("main", "work")
    called = one.call("Echo/EchoOptionals", '{"number": 7}')

    assert called.stderr == ""
    assert '"number": 49.0' in called.stdout
    assert "other-env" in called.stdout


def test_an_application_that_is_not_in_that_environment_stops_everything(up, other_python):
    one = up(TEXT.replace('["worker"]', '["worker"]\npython = "other-env/bin/python"'))

    assert one.ended() == 2
    told = "".join(one.lines)
    assert "application 'worker' is not installed in this environment; install its package here" in told
    assert "process 'work' cannot start: exit code 2, a configuration error; its own lines above say why" in told
    assert "Traceback" not in told
