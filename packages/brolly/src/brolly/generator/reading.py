"""From the descriptors of protoc to the generator's model; what has no model is refused."""

from __future__ import annotations

import keyword
from collections.abc import Iterable, Sequence

from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    EnumDescriptorProto,
    FileDescriptorProto,
    MethodDescriptorProto,
    MethodOptions,
    ServiceDescriptorProto,
)

from brolly.generator import naming
from brolly.generator.fields import FieldReader
from brolly.generator.model import (
    Attribute,
    Enumeration,
    EnumerationValue,
    Field,
    File,
    Files,
    Message,
    Method,
    Service,
)
from brolly.generator.options import ERROR_CLASSES, error_code, is_many
from brolly.generator.refusal import Refusal
from brolly.generator.rules import refusals_of
from brolly.generator.source import Path, Source

__all__ = ["WIRE_ONLY", "has_model", "read"]

WIRE_ONLY = frozenset({"brolly/v1/options.proto", "brolly/v1/table.proto"})
"""Files that the generator itself interprets; Python sees nothing of them but `_pb2`."""


def has_model(name: str) -> bool:
    """Tell whether a file is mapped to Python modules of ours."""
    return name not in WIRE_ONLY and not name.startswith("google/")


def read(protos: Sequence[FileDescriptorProto]) -> tuple[Files, list[Refusal]]:
    """Return the model of all files, and everything in them that cannot be generated from, in order."""
    refusals: list[Refusal] = []
    read_files = [_FileReader(proto, refusals).file() for proto in protos if has_model(proto.name)]
    messages = {message.full_name: message for file in read_files for message in file.messages}
    files = Files(
        by_name={file.name: file for file in read_files},
        messages=messages,
        enums={each.full_name: each for file in read_files for each in file.enums},
        requests=frozenset(_requests(read_files, messages)),
    )
    return files, sorted({*refusals, *refusals_of(files)})


def _requests(files: Iterable[File], messages: dict[str, Message]) -> Iterable[str]:
    for file in files:
        for method in (method for service in file.services for method in service.methods):
            request = messages.get(method.request)
            if request is not None and (not method.is_client_stream or request.tables):
                yield request.full_name


class _FileReader:
    """Reads one file; appends to the refusals as it goes."""

    def __init__(self, proto: FileDescriptorProto, refusals: list[Refusal]) -> None:
        self._proto = proto
        self._source = Source(proto)
        self._refusals = refusals
        self._scope = f"{proto.package}." if proto.package else ""

    def file(self) -> File:
        self._check_file()
        proto = self._proto
        return File(
            name=proto.name,
            imports=tuple(name for name in proto.dependency if has_model(name)),
            enums=tuple(self._enum(each, (5, index)) for index, each in enumerate(proto.enum_type)),
            messages=tuple(self._message(each, (4, index)) for index, each in enumerate(proto.message_type)),
            services=tuple(self._service(each, (6, index)) for index, each in enumerate(proto.service)),
        )

    def _check_file(self) -> None:
        proto = self._proto
        if proto.syntax != "proto3":
            written = proto.syntax or "proto2"
            self._refuse((12,), f"the file is written in {written}", 'write `syntax = "proto3";`')
        parts = proto.name.removesuffix(".proto").split("/")
        for part in parts:
            if not part.isidentifier() or keyword.iskeyword(part):
                self._refuse((2,), f"`{part}` in the path of the file is no Python name", "rename it")
        if parts[-1].endswith(("_codec", "_pb2")):
            advice = "rename the file, as generated modules end so"
            self._refuse((2,), f"the name of the file ends in `_{parts[-1].rpartition('_')[2]}`", advice)

    def _refuse(self, path: Path, found: str, advice: str) -> None:
        self._refusals.append(Refusal(self._source.place(path), found, advice))

    def _enum(self, proto: EnumDescriptorProto, path: Path) -> Enumeration:
        values = tuple(
            EnumerationValue(
                name=each.name,
                python=naming.member(proto.name, each.name),
                number=each.number,
                comment=self._source.comment((*path, 2, index)),
                place=self._source.place((*path, 2, index)),
            )
            for index, each in enumerate(proto.value)
        )
        self._check_enum(proto, path, values)
        return Enumeration(
            name=proto.name,
            full_name=self._scope + proto.name,
            file=self._proto.name,
            values=values,
            comment=self._source.comment(path),
            place=self._source.place(path),
        )

    def _check_enum(self, proto: EnumDescriptorProto, path: Path, values: tuple[EnumerationValue, ...]) -> None:
        expected = f"{naming.screaming(proto.name)}_UNSPECIFIED"
        if values[0].name != expected or values[0].number != 0:
            found = f"the first value of enum {proto.name} is `{values[0].name} = {values[0].number}`"
            self._refuse((*path, 2, 0), found, f"write `{expected} = 0;` before it, as zero is what absence reads as")
        seen: dict[str, str] = {}
        for value in values:
            if value.python in seen:
                found = f"`{seen[value.python]}` and `{value.name}` are both {value.python} in Python"
                self._refusals.append(Refusal(value.place, found, "rename one of them"))
            seen[value.python] = value.name

    def _message(self, proto: DescriptorProto, path: Path) -> Message:
        self._check_nested(proto, path)
        code = error_code(proto)
        if code is not None and code not in ERROR_CLASSES:
            advice = "name one of the canonical codes, as in `option (brolly.v1.error) = NOT_FOUND;`"
            self._refuse((*path, 7), f"domain error {proto.name} has no code", advice)
        rename = naming.attribute if code is None else naming.error_attribute
        reader = FieldReader(proto, path, self._source, self._refusals, rename)
        attributes = tuple(_in_order(reader))
        self._check_names(attributes)
        return Message(
            name=proto.name,
            full_name=self._scope + proto.name,
            file=self._proto.name,
            attributes=attributes,
            error=None if code is None else ERROR_CLASSES.get(code, "Unknown"),
            comment=self._source.comment(path),
            place=self._source.place(path),
        )

    def _check_nested(self, proto: DescriptorProto, path: Path) -> None:
        for index, nested in enumerate(proto.nested_type):
            if not nested.options.map_entry:
                found = f"message {nested.name} is nested in {proto.name}"
                self._refuse((*path, 3, index), found, "move it to the top level of the file")
        for index, nested_enum in enumerate(proto.enum_type):
            found = f"enum {nested_enum.name} is nested in {proto.name}"
            self._refuse((*path, 4, index), found, "move it to the top level of the file")

    def _check_names(self, attributes: tuple[Attribute, ...]) -> None:
        seen: dict[str, str] = {}
        for each in attributes:
            if each.python in seen:
                found = f"fields `{seen[each.python]}` and `{each.name}` are both `{each.python}` in Python"
                self._refusals.append(Refusal(each.place, found, "rename one of them"))
            seen[each.python] = each.name

    def _service(self, proto: ServiceDescriptorProto, path: Path) -> Service:
        return Service(
            name=proto.name,
            full_name=self._scope + proto.name,
            methods=tuple(self._method(each, (*path, 2, index)) for index, each in enumerate(proto.method)),
            comment=self._source.comment(path),
            place=self._source.place(path),
        )

    def _method(self, proto: MethodDescriptorProto, path: Path) -> Method:
        return Method(
            rpc=proto.name,
            python=naming.attribute(naming.snake(proto.name)),
            request=proto.input_type.removeprefix("."),
            response=proto.output_type.removeprefix("."),
            is_client_stream=proto.client_streaming,
            is_server_stream=proto.server_streaming,
            is_many=is_many(proto),
            is_idempotent=proto.options.idempotency_level != MethodOptions.IDEMPOTENCY_UNKNOWN,
            comment=self._source.comment(path),
            place=self._source.place(path),
        )


def _in_order(reader: FieldReader) -> Iterable[Attribute]:
    """Yield the attributes, each `oneof` where its first member stands."""
    choices: dict[int, list[Field]] = {}
    order: list[Field | int] = []
    for proto, field in reader.fields():
        if not proto.HasField("oneof_index") or proto.proto3_optional:
            order.append(field)
        elif proto.oneof_index in choices:
            choices[proto.oneof_index].append(field)
        else:
            choices[proto.oneof_index] = [field]
            order.append(proto.oneof_index)
    for each in order:
        yield each if isinstance(each, Field) else reader.choice(each, tuple(choices[each]))
