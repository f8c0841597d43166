"""Formats generated modules with the ruff that the extra `generate` pins, whatever the project around is set to."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from brolly.generator.protoc import package_folder

__all__ = ["formatted"]

_SETTINGS = ("--isolated", "--no-cache", "--quiet", "--line-length=110", "--target-version=py311")


def formatted(modules: Mapping[str, str]) -> dict[str, str]:
    """Return the modules formatted, by the same paths.

    Raises:
        MissingTool: ruff is not installed.
    """
    package_folder("ruff")
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for name, text in modules.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        subprocess.run([sys.executable, "-m", "ruff", "format", *_SETTINGS, str(folder)], check=True)
        return {name: (folder / name).read_text(encoding="utf-8") for name in modules}
