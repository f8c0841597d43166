"""What the first page shows of the switch is true: its code, with each of its topologies."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest

import brolly
from brolly.launcher import launched
from brolly.topology.reading import parse
from ml_tools.datasets_interface import fetchers
from ml_tools.models_interface import Forest, models


def blocks(root: Path, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (root / "README.md").read_text(), re.DOTALL)


@pytest.mark.parametrize("split", [False, True], ids=["together", "split"])
async def test_the_switch(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, split: bool
) -> None:
    [code] = blocks(root, "python")
    text = blocks(root, "toml")[split]
    for name in ("datasets", "models"):
        text += f"applications.{name}.config.folder = '{tmp_path / name}'\n"
    file = tmp_path / "topology.toml"
    file.write_text(text)
    code = code.replace('process="here"', 'process="here", run=RUN')
    scope = {"brolly": brolly, "fetchers": fetchers, "models": models, "Forest": Forest, "RUN": tmp_path / "run"}
    exec(f"async def main():\n{textwrap.indent(code, '    ')}", scope)
    monkeypatch.chdir(tmp_path)

    async with launched(parse(text, file), run=tmp_path / "run", processes=["there"] if split else []):
        await scope["main"]()

    printed = capsys.readouterr().out
    assert printed.startswith("forest ('barbera', 'barolo', 'grignolino') (Metric(name='log_loss'")
