"""What the generator knows of proto files: their contracts, as Python sees them."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping

import msgspec

from brolly.generator.refusal import Place

__all__ = [
    "Attribute",
    "Choice",
    "Element",
    "Enumeration",
    "EnumerationValue",
    "Field",
    "File",
    "Files",
    "Kind",
    "Message",
    "Method",
    "Service",
    "Shape",
]


class Kind(enum.Enum):
    """What one value of a field is."""

    SCALAR = enum.auto()
    ENUM = enum.auto()
    MESSAGE = enum.auto()
    TIMESTAMP = enum.auto()
    DURATION = enum.auto()
    TABLE = enum.auto()


class Shape(enum.Enum):
    """How many values a field holds."""

    REQUIRED = enum.auto()
    OPTIONAL = enum.auto()
    SEQUENCE = enum.auto()
    ARRAY = enum.auto()
    """Repeated numbers, which are packed on the wire."""
    MAP = enum.auto()


class Element(msgspec.Struct, frozen=True):
    """The type of one value."""

    kind: Kind
    type: str
    """The proto's word for a scalar (`sint64`), the full name of anything else."""


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """A field of a message, outside a `oneof`."""

    name: str
    """As in the proto, and so in `_pb2` modules."""
    python: str
    number: int
    element: Element
    shape: Shape
    key: str = ""
    """The proto's word for the keys of a map."""
    comment: str
    path: str
    """`Message.field`, for error messages."""
    place: Place

    @property
    def is_required(self) -> bool:
        """True when Python has no default for it."""
        return self.shape is Shape.REQUIRED

    @property
    def is_table(self) -> bool:
        """True for a `brolly.v1.Table`."""
        return self.element.kind is Kind.TABLE

    @property
    def elements(self) -> tuple[Element, ...]:
        """The types of its values: just one."""
        return (self.element,)


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """A `oneof`: exactly one of several messages."""

    name: str
    python: str
    members: tuple[Field, ...]
    comment: str
    path: str
    place: Place
    is_required: bool = True
    is_table: bool = False

    @property
    def elements(self) -> tuple[Element, ...]:
        """The types that it chooses from."""
        return tuple(member.element for member in self.members)


Attribute = Field | Choice


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A message; a request, a struct or a domain error in Python."""

    name: str
    full_name: str
    file: str
    attributes: tuple[Attribute, ...]
    """In the order of the proto; a `oneof` stands where its first member does."""
    error: str | None
    """The class of `brolly.errors` that a domain error derives from."""
    comment: str
    place: Place

    @property
    def tables(self) -> tuple[Field, ...]:
        """The fields that hold tables."""
        return tuple(each for each in self.attributes if isinstance(each, Field) and each.is_table)

    @property
    def plain(self) -> tuple[Attribute, ...]:
        """The attributes that hold no tables."""
        return tuple(each for each in self.attributes if not each.is_table)

    @property
    def first(self) -> Attribute | None:
        """The parameter that may be given by position, where the message is a request."""
        required = (each for each in self.attributes if each.is_required)
        return next(iter(self.tables), None) or next(required, None)

    @property
    def parameters(self) -> tuple[Attribute, ...]:
        """The attributes in the order of a Python signature, where the message is a request."""
        first = self.first
        if first is None:
            return self.attributes
        return (first, *(each for each in self.attributes if each is not first))


class EnumerationValue(msgspec.Struct, frozen=True, kw_only=True):
    """A member of an enum."""

    name: str
    python: str
    number: int
    comment: str
    place: Place


class Enumeration(msgspec.Struct, frozen=True, kw_only=True):
    """An enum."""

    name: str
    full_name: str
    file: str
    values: tuple[EnumerationValue, ...]
    comment: str
    place: Place


class Method(msgspec.Struct, frozen=True, kw_only=True):
    """A method of a service, with its messages by full name."""

    rpc: str
    python: str
    request: str
    response: str
    is_client_stream: bool
    is_server_stream: bool
    is_many: bool
    """True when the proto says that a stream with tables holds many responses, and not the frames of one."""
    is_idempotent: bool
    comment: str
    place: Place


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """A service: a contract."""

    name: str
    full_name: str
    methods: tuple[Method, ...]
    comment: str
    place: Place


class File(msgspec.Struct, frozen=True, kw_only=True):
    """A proto file."""

    name: str
    imports: tuple[str, ...]
    enums: tuple[Enumeration, ...]
    messages: tuple[Message, ...]
    services: tuple[Service, ...]

    @property
    def module(self) -> str:
        """The Python module of its messages and contract."""
        return self.name.removesuffix(".proto").replace("/", ".")

    @property
    def is_empty(self) -> bool:
        """True when there is nothing to generate from."""
        return not (self.enums or self.messages or self.services)


class Files(msgspec.Struct, frozen=True):
    """All proto files of one run, those imported included."""

    by_name: Mapping[str, File]
    messages: Mapping[str, Message]
    """By full name, as all below."""
    enums: Mapping[str, Enumeration]
    requests: frozenset[str]
    """Messages that are the parameters of a method, and no struct of their own."""

    def services(self) -> Iterator[tuple[File, Service]]:
        """Iterate over all services and their files."""
        for file in self.by_name.values():
            for service in file.services:
                yield file, service

    def takes_table(self, method: Method) -> bool:
        """Tell whether the frames of a request carry tables."""
        return method.is_client_stream and bool(self.messages[method.request].tables)

    def takes_items(self, method: Method) -> bool:
        """Tell whether a client sends a stream of messages."""
        return method.is_client_stream and not self.takes_table(method)

    def returns_table(self, method: Method) -> bool:
        """Tell whether the frames of one response carry tables."""
        return method.is_server_stream and not method.is_many and bool(self.messages[method.response].tables)

    def returns_many(self, method: Method) -> bool:
        """Tell whether a server sends a stream of messages that carry tables."""
        return method.is_server_stream and method.is_many and bool(self.messages[method.response].tables)

    def streams(self, method: Method) -> bool:
        """Tell whether a server sends a stream of messages."""
        return method.is_server_stream and not self.returns_table(method)
