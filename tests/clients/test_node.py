"""A client in another language, with the committed protos and nothing of ours, fits, predicts and reads errors."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
import subprocess
from pathlib import Path

import pytest
import real_parts

from brolly.launcher import launched
from brolly.topology.reading import parse

CLIENT = Path(__file__).parent / "node"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The client's folder, with what its lock names installed."""
    if shutil.which("npm") is None:
        real_parts.missing("Node.js with npm, from https://nodejs.org,")
    folder = tmp_path_factory.mktemp("node") / "client"
    shutil.copytree(CLIENT, folder, ignore=shutil.ignore_patterns("node_modules"))
    subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, check=True)
    return folder


@pytest.fixture
def address() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


async def test_node_fits_and_predicts(client: Path, address: str, root: Path, tmp_path: Path) -> None:
    file = tmp_path / "topology.toml"
    file.write_text(
        f'[processes.server]\napplications = ["models", "utils"]\naddress = "{address}"\n'
        f'[applications.models.config]\nfolder = "{tmp_path / "models"}"\n'
    )

    async with launched(parse(file.read_text(), file), run=tmp_path / "run"):
        command = ["node", client / "client.mjs", root / "protos", address]
        done = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["predicted"] == pytest.approx([-7, 0.5, 293], abs=1e-3)
    assert (answer["model"]["algorithm"], answer["model"]["task"]) == ("linear", "TASK_REGRESSION")
    assert (answer["model"]["target"], answer["model"]["rowCount"]) == ("y", 200)
    assert answer["unknownTarget"]["code"] == "INVALID_ARGUMENT"
    assert "'z'" in answer["unknownTarget"]["message"]
    assert answer["deleted"]["code"] == "NOT_FOUND"
