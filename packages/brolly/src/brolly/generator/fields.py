"""The fields of a message, from descriptor to model."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from google.protobuf.descriptor_pb2 import DescriptorProto, FieldDescriptorProto

from brolly.generator.model import Choice, Element, Field, Kind, Shape
from brolly.generator.refusal import Refusal
from brolly.generator.source import Path, Source

__all__ = ["FieldReader"]

TABLE = "brolly.v1.Table"
_MAPPED = {
    TABLE: Kind.TABLE,
    "google.protobuf.Timestamp": Kind.TIMESTAMP,
    "google.protobuf.Duration": Kind.DURATION,
}
_ADVICE = {
    "google.protobuf.Any": "write a `oneof` of the messages that it may be",
    "google.protobuf.Empty": "declare a message of its own, so that fields can be added",
    "google.protobuf.FieldMask": "write `optional` fields: those that are set are those that change",
    "google.protobuf.Struct": "declare a message for it",
    "google.protobuf.Value": "declare a message for it",
    "google.protobuf.ListValue": "declare a message for it and write `repeated`",
    "google.protobuf.NullValue": "write `optional`: what is not set is null",
    "google.protobuf.DoubleValue": "write `optional double`",
    "google.protobuf.FloatValue": "write `optional double`",
    "google.protobuf.Int64Value": "write `optional int64`",
    "google.protobuf.UInt64Value": "write `optional uint64`",
    "google.protobuf.Int32Value": "write `optional int32`",
    "google.protobuf.UInt32Value": "write `optional uint32`",
    "google.protobuf.BoolValue": "write `optional bool`",
    "google.protobuf.StringValue": "write `optional string`",
    "google.protobuf.BytesValue": "write `optional bytes`",
}


class FieldReader:
    """Reads the fields of one message; appends to the refusals as it goes."""

    def __init__(
        self,
        proto: DescriptorProto,
        path: Path,
        source: Source,
        refusals: list[Refusal],
        rename: Callable[[str], str],
    ) -> None:
        self._proto = proto
        self._path = path
        self._source = source
        self._refusals = refusals
        self._rename = rename
        self._entries = {each.name: each for each in proto.nested_type if each.options.map_entry}

    def fields(self) -> Iterator[tuple[FieldDescriptorProto, Field]]:
        """Iterate over the fields, those of a `oneof` included."""
        for index, proto in enumerate(self._proto.field):
            path = (*self._path, 2, index)
            self._check_name(proto.name, path)
            yield proto, self._field(proto, path)

    def choice(self, index: int, members: tuple[Field, ...]) -> Choice:
        """Return a `oneof` of these members, which must be different messages."""
        path = (*self._path, 8, index)
        name = self._proto.oneof_decl[index].name
        self._check_name(name, path)
        self._check_choice(name, members)
        return Choice(
            name=name,
            python=self._rename(name),
            members=members,
            comment=self._source.comment(path),
            path=f"{self._proto.name}.{name}",
            place=self._source.place(path),
        )

    def _field(self, proto: FieldDescriptorProto, path: Path) -> Field:
        entry = self._entry(proto)
        element = self._element(entry.field[1] if entry else proto, proto.name, path)
        shape = Shape.MAP if entry else _shape(proto, element)
        self._check_element(proto.name, element, shape, path)
        return Field(
            name=proto.name,
            python=self._rename(proto.name),
            number=proto.number,
            element=element,
            shape=shape,
            key=_scalar(entry.field[0]) if entry else "",
            comment=self._source.comment(path),
            path=f"{self._proto.name}.{proto.name}",
            place=self._source.place(path),
        )

    def _entry(self, proto: FieldDescriptorProto) -> DescriptorProto | None:
        """Return the hidden message of a map's entries; `None` when the field is no map."""
        scope, _, name = proto.type_name.rpartition(".")
        return self._entries.get(name) if scope.endswith(f".{self._proto.name}") else None

    def _element(self, proto: FieldDescriptorProto, field: str, path: Path) -> Element:
        name = proto.type_name.removeprefix(".")
        if name in _MAPPED:
            return Element(_MAPPED[name], name)
        if name.startswith(("google.", "brolly.v1.Code")):
            advice = _ADVICE.get(name, "declare a message of your own")
            self._refuse(path, f"field `{field}` is a {name}, which has no Python form here", advice)
        if proto.type == FieldDescriptorProto.TYPE_MESSAGE:
            return Element(Kind.MESSAGE, name)
        if proto.type == FieldDescriptorProto.TYPE_ENUM:
            return Element(Kind.ENUM, name)
        return Element(Kind.SCALAR, _scalar(proto))

    def _check_element(self, name: str, element: Element, shape: Shape, path: Path) -> None:
        if element.kind is Kind.TABLE and shape is not Shape.REQUIRED:
            word = {Shape.MAP: "in a map", Shape.SEQUENCE: "repeated"}.get(shape, "optional")
            advice = "write a singular field, `brolly.v1.Table table`, one for each table"
            self._refuse(path, f"table `{name}` is {word}", advice)
        if element == Element(Kind.SCALAR, "float") and shape is not Shape.ARRAY:
            advice = "write `double`, as a float would be rounded on the wire only"
            self._refuse(path, f"field `{name}` is a scalar float", advice)

    def _check_name(self, name: str, path: Path) -> None:
        if name.startswith("_"):
            self._refuse(path, f"the name `{name}` begins with an underscore", "begin it with a letter")

    def _check_choice(self, name: str, members: tuple[Field, ...]) -> None:
        seen: dict[str, str] = {}
        for each in members:
            if each.element.kind is Kind.TABLE:
                advice = "take it out of the oneof, as tables travel in frames of their own"
                self._refusals.append(Refusal(each.place, f"table `{each.name}` stands in oneof `{name}`", advice))
            elif each.element.kind is not Kind.MESSAGE:
                found = f"`{each.name}` in oneof `{name}` is a {each.element.type}"
                advice = f"wrap it in a message of its own, as in `message {_titled(each.name)} {{ ... }}`"
                self._refusals.append(Refusal(each.place, found, advice))
            elif each.element.type in seen:
                found = f"`{seen[each.element.type]}` and `{each.name}` in oneof `{name}` are the same message"
                advice = "give each a message of its own, as Python tells them apart by their class"
                self._refusals.append(Refusal(each.place, found, advice))
            seen[each.element.type] = each.name

    def _refuse(self, path: Path, found: str, advice: str) -> None:
        self._refusals.append(Refusal(self._source.place(path), found, advice))


def _scalar(proto: FieldDescriptorProto) -> str:
    return FieldDescriptorProto.Type.Name(proto.type).removeprefix("TYPE_").lower()


def _shape(proto: FieldDescriptorProto, element: Element) -> Shape:
    if proto.label == FieldDescriptorProto.LABEL_REPEATED:
        is_number = element.kind is Kind.SCALAR and element.type not in {"string", "bytes"}
        return Shape.ARRAY if is_number else Shape.SEQUENCE
    return Shape.OPTIONAL if proto.proto3_optional else Shape.REQUIRED


def _titled(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))
