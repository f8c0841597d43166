"""What a generated module calls the messages, enums and functions that it uses."""

from __future__ import annotations

from brolly.generator.imports import Imports
from brolly.generator.model import Attribute, Element, Field, File, Files, Kind, Message, Shape
from brolly.generator.naming import snake

__all__ = ["ARRAY_DTYPES", "Scope"]

_SCALARS = {"bool": "bool", "bytes": "bytes", "double": "float", "float": "float", "string": "str"}
ARRAY_DTYPES = {
    "bool": "bool",
    "double": "float64",
    "fixed32": "uint32",
    "fixed64": "uint64",
    "float": "float32",
    "int32": "int32",
    "int64": "int64",
    "sfixed32": "int32",
    "sfixed64": "int64",
    "sint32": "int32",
    "sint64": "int64",
    "uint32": "uint32",
    "uint64": "uint64",
}
"""The numpy types of repeated numbers, by the proto's word."""


class Scope:
    """The names of one generated module: `<name>.py`, or `<name>_codec.py` when `is_codec`."""

    def __init__(self, file: File, files: Files, *, is_codec: bool) -> None:
        self.file = file
        self.files = files
        self.is_codec = is_codec
        self.imports = Imports(_taken(file, is_codec=is_codec))

    def struct(self, full_name: str) -> str:
        """Return the class of a message, an enum or a service."""
        home, name = self._home(full_name), full_name.rpartition(".")[2]
        if home == self.file.module and not self.is_codec:
            return name
        return f"{self.imports.module(home)}.{name}"

    def wire(self, full_name: str) -> str:
        """Return the `_pb2` class of a message."""
        home, name = self._home(full_name), full_name.rpartition(".")[2]
        return f"{self.imports.module(f'{home}_pb2')}.{name}"

    def codec(self, verb: str, full_name: str) -> str:
        """Return the function that encodes or decodes a message."""
        home, name = self._home(full_name), f"{verb}_{snake(full_name.rpartition('.')[2])}"
        return name if home == self.file.module else f"{self.imports.module(f'{home}_codec')}.{name}"

    def runtime(self, module: str) -> str:
        """Return the name of a module of brolly."""
        return self.imports.module(f"brolly.{module}")

    def annotation(self, attribute: Attribute) -> str:
        """Return the Python type of a field or a `oneof`."""
        types = " | ".join(self._type(element) for element in attribute.elements)
        if not isinstance(attribute, Field):
            return types
        match attribute.shape:
            case Shape.REQUIRED:
                return types
            case Shape.OPTIONAL:
                return f"{types} | None"
            case Shape.SEQUENCE:
                return f"tuple[{types}, ...]"
            case Shape.ARRAY:
                return self._array(attribute.element.type)
            case Shape.MAP:
                mapping = self.imports.symbol("collections.abc", "Mapping")
                return f"{mapping}[{_SCALARS.get(attribute.key, 'int')}, {types}]"

    def default(self, attribute: Attribute) -> str:
        """Return ` = ` and the default of a field; empty when it is required."""
        match attribute.shape if isinstance(attribute, Field) else Shape.REQUIRED:
            case Shape.REQUIRED:
                return ""
            case Shape.OPTIONAL:
                return " = None"
            case Shape.SEQUENCE:
                return " = ()"
            case Shape.ARRAY:
                return f" = {self.runtime('freeze')}.EMPTY_ARRAY"
            case Shape.MAP:
                return f" = {self.runtime('freeze')}.EMPTY_MAPPING"

    def signature(self, message: Message) -> str:
        """Return the parameters that a request has as a method: the first by position, the rest by name."""
        parameters = [f"{each.python}: {self.annotation(each)}{self.default(each)}" for each in message.parameters]
        positional = 1 if message.first is not None else 0
        star = ["*"] if len(parameters) > positional else []
        return ", ".join(["self", *parameters[:positional], *star, *parameters[positional:]])

    def table(self) -> str:
        """Return the type of a table."""
        return f"{self.imports.symbol('', 'pyarrow', alias='pa', for_types=True)}.Table"

    def _home(self, full_name: str) -> str:
        files = self.files
        known = files.messages.get(full_name) or files.enums.get(full_name)
        return self.file.module if known is None else files.by_name[known.file].module

    def _type(self, element: Element) -> str:
        match element.kind:
            case Kind.SCALAR:
                return _SCALARS.get(element.type, "int")
            case Kind.ENUM | Kind.MESSAGE:
                return self.struct(element.type)
            case Kind.TIMESTAMP:
                return self.imports.symbol("datetime", "datetime")
            case Kind.DURATION:
                return self.imports.symbol("datetime", "timedelta")
            case Kind.TABLE:
                return self.table()

    def _array(self, scalar: str) -> str:
        dtype = ARRAY_DTYPES[scalar]
        array = self.imports.symbol("numpy.typing", "NDArray", for_types=True)
        numpy = self.imports.symbol("", "numpy", alias="np", for_types=True)
        return f"{array}[{numpy}.{'bool_' if dtype == 'bool' else dtype}]"


def _taken(file: File, *, is_codec: bool) -> set[str]:
    """Return the names that imports would hide, or be hidden by."""
    messages = [each.name for each in (*file.enums, *file.messages, *file.services)]
    attributes = [each.python for message in file.messages for each in message.attributes]
    methods = [method.python for service in file.services for method in service.methods]
    local = {"caller", "contract", "frame", "frames", "item", "items", "key", "message", "reply", "request", "serving"}
    own = local | {"text", "value"} if is_codec else {"implementation", "items", "policies"}
    return {*messages, *attributes, *methods, *own}
