import datetime

from brolly.v1 import table_pb2 as _table_pb2
from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import Any as _Any, ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Volume(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    VOLUME_UNSPECIFIED: _ClassVar[Volume]
    VOLUME_QUIET: _ClassVar[Volume]
    VOLUME_LOUD: _ClassVar[Volume]
VOLUME_UNSPECIFIED: Volume
VOLUME_QUIET: Volume
VOLUME_LOUD: Volume

class EchoScalarsRequest(_message.Message):
    __slots__ = ("scalars",)
    SCALARS_FIELD_NUMBER: _ClassVar[int]
    scalars: Scalars
    def __init__(self, scalars: _Optional[_Union[Scalars, _Mapping[str, _Any]]] = ...) -> None: ...

class Scalars(_message.Message):
    __slots__ = ("double_value", "int32_value", "int64_value", "uint32_value", "uint64_value", "sint32_value", "sint64_value", "fixed32_value", "fixed64_value", "sfixed32_value", "sfixed64_value", "bool_value", "string_value", "bytes_value", "volume", "optional_double", "optional_int64", "optional_string", "optional_bool", "optional_bytes")
    DOUBLE_VALUE_FIELD_NUMBER: _ClassVar[int]
    INT32_VALUE_FIELD_NUMBER: _ClassVar[int]
    INT64_VALUE_FIELD_NUMBER: _ClassVar[int]
    UINT32_VALUE_FIELD_NUMBER: _ClassVar[int]
    UINT64_VALUE_FIELD_NUMBER: _ClassVar[int]
    SINT32_VALUE_FIELD_NUMBER: _ClassVar[int]
    SINT64_VALUE_FIELD_NUMBER: _ClassVar[int]
    FIXED32_VALUE_FIELD_NUMBER: _ClassVar[int]
    FIXED64_VALUE_FIELD_NUMBER: _ClassVar[int]
    SFIXED32_VALUE_FIELD_NUMBER: _ClassVar[int]
    SFIXED64_VALUE_FIELD_NUMBER: _ClassVar[int]
    BOOL_VALUE_FIELD_NUMBER: _ClassVar[int]
    STRING_VALUE_FIELD_NUMBER: _ClassVar[int]
    BYTES_VALUE_FIELD_NUMBER: _ClassVar[int]
    VOLUME_FIELD_NUMBER: _ClassVar[int]
    OPTIONAL_DOUBLE_FIELD_NUMBER: _ClassVar[int]
    OPTIONAL_INT64_FIELD_NUMBER: _ClassVar[int]
    OPTIONAL_STRING_FIELD_NUMBER: _ClassVar[int]
    OPTIONAL_BOOL_FIELD_NUMBER: _ClassVar[int]
    OPTIONAL_BYTES_FIELD_NUMBER: _ClassVar[int]
    double_value: float
    int32_value: int
    int64_value: int
    uint32_value: int
    uint64_value: int
    sint32_value: int
    sint64_value: int
    fixed32_value: int
    fixed64_value: int
    sfixed32_value: int
    sfixed64_value: int
    bool_value: bool
    string_value: str
    bytes_value: bytes
    volume: Volume
    optional_double: float
    optional_int64: int
    optional_string: str
    optional_bool: bool
    optional_bytes: bytes
    def __init__(self, double_value: _Optional[float] = ..., int32_value: _Optional[int] = ..., int64_value: _Optional[int] = ..., uint32_value: _Optional[int] = ..., uint64_value: _Optional[int] = ..., sint32_value: _Optional[int] = ..., sint64_value: _Optional[int] = ..., fixed32_value: _Optional[int] = ..., fixed64_value: _Optional[int] = ..., sfixed32_value: _Optional[int] = ..., sfixed64_value: _Optional[int] = ..., bool_value: _Optional[bool] = ..., string_value: _Optional[str] = ..., bytes_value: _Optional[bytes] = ..., volume: _Optional[_Union[Volume, str]] = ..., optional_double: _Optional[float] = ..., optional_int64: _Optional[int] = ..., optional_string: _Optional[str] = ..., optional_bool: _Optional[bool] = ..., optional_bytes: _Optional[bytes] = ...) -> None: ...

class EchoOptionalsRequest(_message.Message):
    __slots__ = ("number", "text", "flag", "volume", "note", "raw")
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    FLAG_FIELD_NUMBER: _ClassVar[int]
    VOLUME_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    RAW_FIELD_NUMBER: _ClassVar[int]
    number: float
    text: str
    flag: bool
    volume: Volume
    note: Note
    raw: bytes
    def __init__(self, number: _Optional[float] = ..., text: _Optional[str] = ..., flag: _Optional[bool] = ..., volume: _Optional[_Union[Volume, str]] = ..., note: _Optional[_Union[Note, _Mapping[str, _Any]]] = ..., raw: _Optional[bytes] = ...) -> None: ...

class Optionals(_message.Message):
    __slots__ = ("number", "text", "flag", "volume", "note", "raw")
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    FLAG_FIELD_NUMBER: _ClassVar[int]
    VOLUME_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    RAW_FIELD_NUMBER: _ClassVar[int]
    number: float
    text: str
    flag: bool
    volume: Volume
    note: Note
    raw: bytes
    def __init__(self, number: _Optional[float] = ..., text: _Optional[str] = ..., flag: _Optional[bool] = ..., volume: _Optional[_Union[Volume, str]] = ..., note: _Optional[_Union[Note, _Mapping[str, _Any]]] = ..., raw: _Optional[bytes] = ...) -> None: ...

class EchoCollectionsRequest(_message.Message):
    __slots__ = ("texts", "raws", "notes", "volumes", "counts", "notes_by_number", "volumes_by_name")
    class CountsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: int
        def __init__(self, key: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...
    class NotesByNumberEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: int
        value: Note
        def __init__(self, key: _Optional[int] = ..., value: _Optional[_Union[Note, _Mapping[str, _Any]]] = ...) -> None: ...
    class VolumesByNameEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: Volume
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[Volume, str]] = ...) -> None: ...
    TEXTS_FIELD_NUMBER: _ClassVar[int]
    RAWS_FIELD_NUMBER: _ClassVar[int]
    NOTES_FIELD_NUMBER: _ClassVar[int]
    VOLUMES_FIELD_NUMBER: _ClassVar[int]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    NOTES_BY_NUMBER_FIELD_NUMBER: _ClassVar[int]
    VOLUMES_BY_NAME_FIELD_NUMBER: _ClassVar[int]
    texts: _containers.RepeatedScalarFieldContainer[str]
    raws: _containers.RepeatedScalarFieldContainer[bytes]
    notes: _containers.RepeatedCompositeFieldContainer[Note]
    volumes: _containers.RepeatedScalarFieldContainer[Volume]
    counts: _containers.ScalarMap[str, int]
    notes_by_number: _containers.MessageMap[int, Note]
    volumes_by_name: _containers.ScalarMap[str, Volume]
    def __init__(self, texts: _Optional[_Iterable[str]] = ..., raws: _Optional[_Iterable[bytes]] = ..., notes: _Optional[_Iterable[_Union[Note, _Mapping[str, _Any]]]] = ..., volumes: _Optional[_Iterable[_Union[Volume, str]]] = ..., counts: _Optional[_Mapping[str, int]] = ..., notes_by_number: _Optional[_Mapping[int, Note]] = ..., volumes_by_name: _Optional[_Mapping[str, Volume]] = ...) -> None: ...

class Collections(_message.Message):
    __slots__ = ("texts", "raws", "notes", "volumes", "counts", "notes_by_number", "volumes_by_name")
    class CountsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: int
        def __init__(self, key: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...
    class NotesByNumberEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: int
        value: Note
        def __init__(self, key: _Optional[int] = ..., value: _Optional[_Union[Note, _Mapping[str, _Any]]] = ...) -> None: ...
    class VolumesByNameEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: Volume
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[Volume, str]] = ...) -> None: ...
    TEXTS_FIELD_NUMBER: _ClassVar[int]
    RAWS_FIELD_NUMBER: _ClassVar[int]
    NOTES_FIELD_NUMBER: _ClassVar[int]
    VOLUMES_FIELD_NUMBER: _ClassVar[int]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    NOTES_BY_NUMBER_FIELD_NUMBER: _ClassVar[int]
    VOLUMES_BY_NAME_FIELD_NUMBER: _ClassVar[int]
    texts: _containers.RepeatedScalarFieldContainer[str]
    raws: _containers.RepeatedScalarFieldContainer[bytes]
    notes: _containers.RepeatedCompositeFieldContainer[Note]
    volumes: _containers.RepeatedScalarFieldContainer[Volume]
    counts: _containers.ScalarMap[str, int]
    notes_by_number: _containers.MessageMap[int, Note]
    volumes_by_name: _containers.ScalarMap[str, Volume]
    def __init__(self, texts: _Optional[_Iterable[str]] = ..., raws: _Optional[_Iterable[bytes]] = ..., notes: _Optional[_Iterable[_Union[Note, _Mapping[str, _Any]]]] = ..., volumes: _Optional[_Iterable[_Union[Volume, str]]] = ..., counts: _Optional[_Mapping[str, int]] = ..., notes_by_number: _Optional[_Mapping[int, Note]] = ..., volumes_by_name: _Optional[_Mapping[str, Volume]] = ...) -> None: ...

class EchoArraysRequest(_message.Message):
    __slots__ = ("doubles", "arrays")
    DOUBLES_FIELD_NUMBER: _ClassVar[int]
    ARRAYS_FIELD_NUMBER: _ClassVar[int]
    doubles: _containers.RepeatedScalarFieldContainer[float]
    arrays: Arrays
    def __init__(self, doubles: _Optional[_Iterable[float]] = ..., arrays: _Optional[_Union[Arrays, _Mapping[str, _Any]]] = ...) -> None: ...

class Arrays(_message.Message):
    __slots__ = ("doubles", "floats", "int32s", "int64s", "uint32s", "uint64s", "sint32s", "sint64s", "fixed32s", "fixed64s", "sfixed32s", "sfixed64s", "bools")
    DOUBLES_FIELD_NUMBER: _ClassVar[int]
    FLOATS_FIELD_NUMBER: _ClassVar[int]
    INT32S_FIELD_NUMBER: _ClassVar[int]
    INT64S_FIELD_NUMBER: _ClassVar[int]
    UINT32S_FIELD_NUMBER: _ClassVar[int]
    UINT64S_FIELD_NUMBER: _ClassVar[int]
    SINT32S_FIELD_NUMBER: _ClassVar[int]
    SINT64S_FIELD_NUMBER: _ClassVar[int]
    FIXED32S_FIELD_NUMBER: _ClassVar[int]
    FIXED64S_FIELD_NUMBER: _ClassVar[int]
    SFIXED32S_FIELD_NUMBER: _ClassVar[int]
    SFIXED64S_FIELD_NUMBER: _ClassVar[int]
    BOOLS_FIELD_NUMBER: _ClassVar[int]
    doubles: _containers.RepeatedScalarFieldContainer[float]
    floats: _containers.RepeatedScalarFieldContainer[float]
    int32s: _containers.RepeatedScalarFieldContainer[int]
    int64s: _containers.RepeatedScalarFieldContainer[int]
    uint32s: _containers.RepeatedScalarFieldContainer[int]
    uint64s: _containers.RepeatedScalarFieldContainer[int]
    sint32s: _containers.RepeatedScalarFieldContainer[int]
    sint64s: _containers.RepeatedScalarFieldContainer[int]
    fixed32s: _containers.RepeatedScalarFieldContainer[int]
    fixed64s: _containers.RepeatedScalarFieldContainer[int]
    sfixed32s: _containers.RepeatedScalarFieldContainer[int]
    sfixed64s: _containers.RepeatedScalarFieldContainer[int]
    bools: _containers.RepeatedScalarFieldContainer[bool]
    def __init__(self, doubles: _Optional[_Iterable[float]] = ..., floats: _Optional[_Iterable[float]] = ..., int32s: _Optional[_Iterable[int]] = ..., int64s: _Optional[_Iterable[int]] = ..., uint32s: _Optional[_Iterable[int]] = ..., uint64s: _Optional[_Iterable[int]] = ..., sint32s: _Optional[_Iterable[int]] = ..., sint64s: _Optional[_Iterable[int]] = ..., fixed32s: _Optional[_Iterable[int]] = ..., fixed64s: _Optional[_Iterable[int]] = ..., sfixed32s: _Optional[_Iterable[int]] = ..., sfixed64s: _Optional[_Iterable[int]] = ..., bools: _Optional[_Iterable[bool]] = ...) -> None: ...

class EchoTimesRequest(_message.Message):
    __slots__ = ("at", "lasting", "until", "history")
    AT_FIELD_NUMBER: _ClassVar[int]
    LASTING_FIELD_NUMBER: _ClassVar[int]
    UNTIL_FIELD_NUMBER: _ClassVar[int]
    HISTORY_FIELD_NUMBER: _ClassVar[int]
    at: _timestamp_pb2.Timestamp
    lasting: _duration_pb2.Duration
    until: _timestamp_pb2.Timestamp
    history: _containers.RepeatedCompositeFieldContainer[_timestamp_pb2.Timestamp]
    def __init__(self, at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping[str, _Any]]] = ..., lasting: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping[str, _Any]]] = ..., until: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping[str, _Any]]] = ..., history: _Optional[_Iterable[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping[str, _Any]]]] = ...) -> None: ...

class Times(_message.Message):
    __slots__ = ("at", "lasting", "until", "history")
    AT_FIELD_NUMBER: _ClassVar[int]
    LASTING_FIELD_NUMBER: _ClassVar[int]
    UNTIL_FIELD_NUMBER: _ClassVar[int]
    HISTORY_FIELD_NUMBER: _ClassVar[int]
    at: _timestamp_pb2.Timestamp
    lasting: _duration_pb2.Duration
    until: _timestamp_pb2.Timestamp
    history: _containers.RepeatedCompositeFieldContainer[_timestamp_pb2.Timestamp]
    def __init__(self, at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping[str, _Any]]] = ..., lasting: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping[str, _Any]]] = ..., until: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping[str, _Any]]] = ..., history: _Optional[_Iterable[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping[str, _Any]]]] = ...) -> None: ...

class EchoDrawingRequest(_message.Message):
    __slots__ = ("circle", "square")
    CIRCLE_FIELD_NUMBER: _ClassVar[int]
    SQUARE_FIELD_NUMBER: _ClassVar[int]
    CLASS_FIELD_NUMBER: _ClassVar[int]
    circle: Circle
    square: Square
    def __init__(self, circle: _Optional[_Union[Circle, _Mapping[str, _Any]]] = ..., square: _Optional[_Union[Square, _Mapping[str, _Any]]] = ..., **kwargs: _Any) -> None: ...

class Drawing(_message.Message):
    __slots__ = ("circle", "square")
    CIRCLE_FIELD_NUMBER: _ClassVar[int]
    SQUARE_FIELD_NUMBER: _ClassVar[int]
    CLASS_FIELD_NUMBER: _ClassVar[int]
    circle: Circle
    square: Square
    def __init__(self, circle: _Optional[_Union[Circle, _Mapping[str, _Any]]] = ..., square: _Optional[_Union[Square, _Mapping[str, _Any]]] = ..., **kwargs: _Any) -> None: ...

class Circle(_message.Message):
    __slots__ = ("radius",)
    RADIUS_FIELD_NUMBER: _ClassVar[int]
    radius: float
    def __init__(self, radius: _Optional[float] = ...) -> None: ...

class Square(_message.Message):
    __slots__ = ("side",)
    SIDE_FIELD_NUMBER: _ClassVar[int]
    side: float
    def __init__(self, side: _Optional[float] = ...) -> None: ...

class EchoTreeRequest(_message.Message):
    __slots__ = ("tree",)
    TREE_FIELD_NUMBER: _ClassVar[int]
    tree: Tree
    def __init__(self, tree: _Optional[_Union[Tree, _Mapping[str, _Any]]] = ...) -> None: ...

class Tree(_message.Message):
    __slots__ = ("name", "branches")
    NAME_FIELD_NUMBER: _ClassVar[int]
    BRANCHES_FIELD_NUMBER: _ClassVar[int]
    name: str
    branches: _containers.RepeatedCompositeFieldContainer[Tree]
    def __init__(self, name: _Optional[str] = ..., branches: _Optional[_Iterable[_Union[Tree, _Mapping[str, _Any]]]] = ...) -> None: ...

class EchoTableRequest(_message.Message):
    __slots__ = ("table", "label")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    label: str
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., label: _Optional[str] = ...) -> None: ...

class EchoTableResponse(_message.Message):
    __slots__ = ("table", "label")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    label: str
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., label: _Optional[str] = ...) -> None: ...

class SwapTablesRequest(_message.Message):
    __slots__ = ("left", "right")
    LEFT_FIELD_NUMBER: _ClassVar[int]
    RIGHT_FIELD_NUMBER: _ClassVar[int]
    left: _table_pb2.Table
    right: _table_pb2.Table
    def __init__(self, left: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., right: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ...) -> None: ...

class SwapTablesResponse(_message.Message):
    __slots__ = ("left", "right")
    LEFT_FIELD_NUMBER: _ClassVar[int]
    RIGHT_FIELD_NUMBER: _ClassVar[int]
    left: _table_pb2.Table
    right: _table_pb2.Table
    def __init__(self, left: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., right: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ...) -> None: ...

class SplitTableRequest(_message.Message):
    __slots__ = ("table", "part_rows")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    PART_ROWS_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    part_rows: int
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., part_rows: _Optional[int] = ...) -> None: ...

class TablePart(_message.Message):
    __slots__ = ("number", "rows", "rest")
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    ROWS_FIELD_NUMBER: _ClassVar[int]
    REST_FIELD_NUMBER: _ClassVar[int]
    number: int
    rows: _table_pb2.Table
    rest: _table_pb2.Table
    def __init__(self, number: _Optional[int] = ..., rows: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., rest: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ...) -> None: ...

class TabulatedNote(_message.Message):
    __slots__ = ("table", "volume")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    VOLUME_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    volume: Volume
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., volume: _Optional[_Union[Volume, str]] = ...) -> None: ...

class RepeatNoteRequest(_message.Message):
    __slots__ = ("note", "times")
    NOTE_FIELD_NUMBER: _ClassVar[int]
    TIMES_FIELD_NUMBER: _ClassVar[int]
    note: Note
    times: int
    def __init__(self, note: _Optional[_Union[Note, _Mapping[str, _Any]]] = ..., times: _Optional[int] = ...) -> None: ...

class Note(_message.Message):
    __slots__ = ("text", "volume")
    TEXT_FIELD_NUMBER: _ClassVar[int]
    VOLUME_FIELD_NUMBER: _ClassVar[int]
    text: str
    volume: Volume
    def __init__(self, text: _Optional[str] = ..., volume: _Optional[_Union[Volume, str]] = ...) -> None: ...
