"""How `ml-tools compare` and `ml-tools serve` end when something around them is wrong."""

from __future__ import annotations

import os
import pty
import random
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ml_tools.main.cli import main

SPLIT = (Path(__file__).parents[2] / "deploy" / "topologies" / "split.toml").read_text()


@pytest.fixture(autouse=True)
def _own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)


class Watched:
    """A comparison on a terminal, whose progress can be read."""

    def __init__(self, *arguments: str) -> None:
        self._terminal, end = pty.openpty()
        command = [sys.executable, "-m", "ml_tools.main", "compare", *arguments]
        self.process = subprocess.Popen(command, stdin=end, stdout=end, stderr=end, start_new_session=True)
        os.close(end)
        self._said = b""

    def read(self) -> bool:
        """Read what is there; False at the end."""
        try:
            chunk = os.read(self._terminal, 65_536)
        except OSError:  # the other end is closed
            return False
        self._said += chunk
        return bool(chunk)

    def until(self, text: str) -> None:
        """Wait until something is shown."""
        while text not in self.said:
            assert self.read(), self.said

    @property
    def said(self) -> str:
        """What was shown, without what moves the cursor or sets colours."""
        return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", self._said.decode()).replace("\r", "")

    def child(self, name: str) -> int:
        """Return the id of the process that runs a process of the topology."""
        listed = subprocess.run(
            ["ps", "-o", "pid=,ppid=,command=", "-A", "-ww"], capture_output=True, text=True, check=True
        )
        for line in listed.stdout.splitlines():
            pid, parent, command = line.split(maxsplit=2)
            if int(parent) == self.process.pid and f"--process {name}" in command:
                return int(pid)
        raise AssertionError(f"there is no process {name}:\n{listed}")

    def ended(self) -> int:
        """Wait for the end, and return the exit code."""
        while self.read():
            pass
        os.close(self._terminal)
        return self.process.wait(20)


@pytest.fixture
def watched() -> Iterator[Callable[..., Watched]]:
    started: list[Watched] = []

    def start(*arguments: str) -> Watched:
        started.append(Watched(*arguments))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.process.kill()
            one.process.wait()


@pytest.fixture
def long_one(tmp_path: Path) -> tuple[str, ...]:
    """A comparison that runs until it is stopped: more folds of more numbers than fit what lies between processes."""
    chance = random.Random(1)
    rows = "\n".join(",".join(f"{chance.random():.9f}" for _ in range(16)) for _ in range(20_000))
    (tmp_path / "rows.csv").write_text(f"{','.join('abcdefghijklmno')},y\n{rows}\n")
    (tmp_path / "split.toml").write_text(SPLIT)
    return ("rows.csv", "--target", "y", "--models", "constant,forest", "--folds", "20", "--topology", "split.toml")


def kept_models(folder: Path) -> list[Path]:
    models = folder / "data" / "ml_tools" / "models"
    return [path for path in models.rglob("*") if "forest-" in path.name or "constant-" in path.name]


@pytest.mark.parametrize("victim", ["models", "utils"])
def test_a_service_killed_in_the_middle_is_named_and_nothing_half_done_is_left(watched, long_one, tmp_path, victim):
    one = watched(*long_one, "--report", "r.html", "--json", "r.json")
    one.until("cross-validating constant")  # the first score has come: the splits are on their way

    os.kill(one.child(victim), signal.SIGKILL)

    assert one.ended() == 2
    [message] = [line for line in one.said.splitlines() if "went away" in line]
    assert re.search(
        rf"{victim} \(process '{victim}' at unix:/.*/{victim}.sock\) went away in the middle of the work", one.said
    ), message
    assert "Traceback" not in one.said
    assert kept_models(tmp_path) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "rows.csv", "split.toml"]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_it_and_what_it_started(watched, long_one, tmp_path, number, code):
    one = watched(*long_one, "--report", "r.html")
    one.until("cross-validating")
    children = [one.child(name) for name in ("datasets", "utils", "models")]

    one.process.send_signal(number)

    assert one.ended() == code
    assert "Traceback" not in one.said
    assert [pid for pid in children if is_alive(pid)] == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "rows.csv", "split.toml"]


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_remote_service_that_is_down_is_told_with_its_address_and_what_to_do(capsys, tmp_path):
    remote = '["models"]\naddress = "240.0.0.1:7001"\nplaintext = true'
    (tmp_path / "split.toml").write_text(SPLIT.replace('["models"]', remote, 1))

    assert main(["compare", "sample:diabetes", "--topology", "split.toml"]) == 2

    assert capsys.readouterr().err == (
        f"{tmp_path}/split.toml: processes.models.address: models does not answer at 240.0.0.1:7001, which is not on "
        "this machine; start it there with `brolly up split.toml --process models`, or mend the address\n"
    )


def test_an_address_that_another_program_has_is_told(capsys, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        other.settimeout(0)
        address = f"127.0.0.1:{other.getsockname()[1]}"
        (tmp_path / "split.toml").write_text(SPLIT.replace('["utils"]', f'["utils"]\naddress = "{address}"', 1))

        assert main(["compare", "sample:diabetes", "--topology", "split.toml"]) == 2

    said = capsys.readouterr().err
    assert f"processes.utils.address: another program listens on {address}, where utils should be; stop it" in said
    assert said.count("\n") == 1


def test_a_service_that_cannot_start_is_told_with_its_own_last_words(capsys, tmp_path):
    (tmp_path / "file").touch()
    (tmp_path / "split.toml").write_text(SPLIT + '[applications.models.config]\nfolder = "file"\n')

    assert main(["compare", "sample:diabetes", "--topology", "split.toml"]) == 2

    said = capsys.readouterr().err
    assert "processes.models: models cannot start: " in said
    assert said.count("\n") == 1


def test_a_config_that_a_service_does_not_know_is_told(capsys, tmp_path):
    (tmp_path / "split.toml").write_text(SPLIT + '[applications.models.config]\nfoldr = "x"\n')

    assert main(["compare", "sample:diabetes", "--topology", "split.toml"]) == 2

    assert "unknown key 'foldr'; did you mean 'folder'?" in capsys.readouterr().err


def test_a_port_that_is_taken_ends_serve(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        command = [sys.executable, "-m", "ml_tools.main", "serve", "--port", str(port)]

        done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert f"cannot listen on 127.0.0.1:{port}: address already in use; stop what listens there" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("port", ["0", "65536", "-1"])
def test_a_port_that_is_none_ends_serve(capsys, port):
    with pytest.raises(SystemExit) as ended:
        main(["serve", "--port", port])

    assert ended.value.code == 2
    assert "expected a port from 1 to 65535" in capsys.readouterr().err


def test_serve_ends_when_it_is_told_to(tmp_path):
    port = free_port()
    command = [sys.executable, "-m", "ml_tools.main", "serve", "--port", str(port)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as serving:
        try:
            until_listening(port)
        finally:
            serving.send_signal(signal.SIGTERM)
        said = serving.communicate(timeout=20)[1]

    assert serving.returncode == 0
    assert f"serving at http://127.0.0.1:{port}" in said
    assert "Traceback" not in said


def until_listening(port: int) -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"nobody listens on {port}")
