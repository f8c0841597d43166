"""Comments and places in the source of a proto file."""

from __future__ import annotations

from google.protobuf.descriptor_pb2 import FileDescriptorProto, SourceCodeInfo

from brolly.generator.refusal import Place

__all__ = ["Path", "Source"]

Path = tuple[int, ...]
"""The way to an element of a file, by the field numbers of `descriptor.proto`."""


class Source:
    """The source of one file, as far as protoc tells it."""

    def __init__(self, file: FileDescriptorProto) -> None:
        self._file = file.name
        self._locations = {tuple(each.path): each for each in file.source_code_info.location}

    def place(self, path: Path) -> Place:
        """Return where an element stands; its nearest known parent where it is not known itself."""
        while path and path not in self._locations:
            path = path[:-1]
        location = self._locations.get(path)
        if location is None or not path:
            return Place(self._file, 0, 0)
        return Place(self._file, location.span[0] + 1, location.span[1] + 1)

    def comment(self, path: Path) -> str:
        """Return the comment of an element; empty when there is none."""
        location = self._locations.get(path)
        return "" if location is None else _text(location)


def _text(location: SourceCodeInfo.Location) -> str:
    raw = location.leading_comments or location.trailing_comments
    lines = [line.removeprefix(" ").rstrip() for line in raw.splitlines()]
    return "\n".join(line for line in lines if not line.startswith("buf:lint:")).strip("\n")
