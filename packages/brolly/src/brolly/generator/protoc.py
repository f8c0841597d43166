"""Runs protoc, the one of grpcio-tools, so that everybody has the same."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from google.protobuf.descriptor_pb2 import FileDescriptorProto, FileDescriptorSet

__all__ = ["MissingTool", "NotCompiled", "compiled", "descriptors", "package_folder", "proto_names"]


class MissingTool(Exception):
    """A package of the extra `generate` is not installed."""


class NotCompiled(Exception):
    """The proto files are not valid; carries what protoc says of them."""


def proto_names(folder: Path, only: Sequence[str] = ()) -> list[str]:
    """Return the proto files of a folder, as paths below it with slashes.

    Args:
        folder: Where the protos are.
        only: Folders or files below it to keep to; all when empty.
    """
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.proto"))
    return [name for name in names if is_wanted(name, only)]


def is_wanted(name: str, only: Sequence[str]) -> bool:
    """Tell whether a path is one of these, or below one of them."""
    prefixes = [each.strip("/") for each in only]
    return not prefixes or any(name == each or name.startswith(f"{each}/") for each in prefixes)


def package_folder(package: str) -> Path:
    """Return the folder of a package of the extra `generate`.

    Raises:
        MissingTool: It is not installed.
    """
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise MissingTool(f"{package} is not installed; install brolly[generate]")
    return Path(spec.origin).parent


def compiled(folder: Path, names: Sequence[str], out: Path) -> tuple[list[FileDescriptorProto], str]:
    """Write the `_pb2` modules of proto files and their stubs; return all descriptors, and protoc's warnings.

    Raises:
        NotCompiled: A file is not valid.
        MissingTool: grpcio-tools is not installed.
    """
    return _run(folder, names, [f"--python_out={out}", f"--pyi_out={out}"])


def descriptors(folder: Path, names: Sequence[str]) -> list[FileDescriptorProto]:
    """Return the descriptors of proto files and of all that they import.

    Raises:
        NotCompiled: A file is not valid.
        MissingTool: grpcio-tools is not installed.
    """
    return _run(folder, names, [])[0]


def _run(folder: Path, names: Sequence[str], outputs: list[str]) -> tuple[list[FileDescriptorProto], str]:
    if not names:
        return [], ""
    with TemporaryDirectory() as temporary:
        file = Path(temporary, "descriptors.binpb")
        includes = [f"-I{path}" for path in _includes()]
        wanted = [f"--descriptor_set_out={file}", "--include_imports", "--include_source_info"]
        command = [sys.executable, "-m", "grpc_tools.protoc", *includes, *wanted, *outputs, *names]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        said = _with_folder(done.stderr, folder)
        if done.returncode:
            errors = [line for line in said.splitlines() if ": warning: " not in line]
            raise NotCompiled("\n".join(errors))
        return list(FileDescriptorSet.FromString(file.read_bytes()).file), said


def _includes() -> Iterator[str]:
    """Yield where imports are looked for: the protos, those that installed packages ship, protobuf's own."""
    yield "."
    installed = [Path(__file__).parents[2], Path(sysconfig.get_path("purelib"))]
    yield from map(str, dict.fromkeys(path for path in installed if path.is_dir()))
    yield str(package_folder("grpc_tools") / "_proto")


def _with_folder(said: str, folder: Path) -> str:
    """Let protoc's lines name files as seen from here, so that editors open them."""
    return re.sub(r"^(\S+\.proto:)", lambda match: f"{folder.as_posix()}/{match[1]}", said, flags=re.MULTILINE)
