"""Earlier versions of protos: a folder, a descriptor set, or the last release in git."""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from google.protobuf.descriptor_pb2 import FileDescriptorProto, FileDescriptorSet
from google.protobuf.message import DecodeError

from brolly.generator.protoc import descriptors, proto_names

__all__ = ["NoRelease", "NotReadable", "released"]


class NoRelease(Exception):
    """There is no earlier version yet, so that anything may change."""


class NotReadable(Exception):
    """The earlier version cannot be read."""


def released(against: Path | None, tag: str | None, protos: Path) -> list[FileDescriptorProto]:
    """Return the earlier version of the protos of a folder.

    Args:
        against: A folder of protos or a descriptor set; `None` to look at `tag`.
        tag: A pattern of git tags, of which the last one that this commit comes from counts.
        protos: The folder with the protos of now.

    Raises:
        NoRelease: No tag is so named.
        NotReadable: There is no such folder or file, or git fails.
    """
    if tag is not None:
        return _tagged(tag, protos)
    if against is None or not against.exists():
        raise NotReadable(f"{against}: no such folder or descriptor set")
    return _all(against) if against.is_dir() else _read(against)


def _all(folder: Path) -> list[FileDescriptorProto]:
    return descriptors(folder, proto_names(folder))


def _read(file: Path) -> list[FileDescriptorProto]:
    try:
        return list(FileDescriptorSet.FromString(file.read_bytes()).file)
    except DecodeError as error:
        raise NotReadable(f"{file}: expected a descriptor set, as of `buf build -o`; {error}") from error


def _tagged(pattern: str, protos: Path) -> list[FileDescriptorProto]:
    if not _git(protos, ["tag", "--list", pattern, "--merged", "HEAD"]).strip():
        raise NoRelease(f"no release yet: no tag {pattern} in the history of this commit")
    newest = ["tag", "--list", pattern, "--merged", "HEAD", "--sort=-version:refname"]
    tag = _git(protos, newest).decode().split()[0]
    archive = _git(protos, ["archive", "--format=tar", tag, "."])
    with TemporaryDirectory() as folder, tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        tar.extractall(folder, filter="data")
        return _all(Path(folder))


def _git(folder: Path, arguments: Sequence[str]) -> bytes:
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=False)
    if done.returncode:
        raise NotReadable(f"git {' '.join(arguments)}: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout
