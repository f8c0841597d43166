import datetime

from brolly.v1 import table_pb2 as _table_pb2
from golden.v1 import messages_pb2 as _messages_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import Any as _Any, ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class None_(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    NONE__UNSPECIFIED: _ClassVar[None_]
    NONE__mro: _ClassVar[None_]
    NONE__name: _ClassVar[None_]
NONE__UNSPECIFIED: None_
NONE__mro: None_
NONE__name: None_

class Mapping(_message.Message):
    __slots__ = ("mapping", "datetime", "freeze")
    class MappingEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    MAPPING_FIELD_NUMBER: _ClassVar[int]
    CLASS_FIELD_NUMBER: _ClassVar[int]
    FROM_FIELD_NUMBER: _ClassVar[int]
    IMPORT_FIELD_NUMBER: _ClassVar[int]
    LAMBDA_FIELD_NUMBER: _ClassVar[int]
    DATETIME_FIELD_NUMBER: _ClassVar[int]
    FREEZE_FIELD_NUMBER: _ClassVar[int]
    mapping: _containers.ScalarMap[str, str]
    datetime: _timestamp_pb2.Timestamp
    freeze: _containers.RepeatedScalarFieldContainer[float]
    def __init__(self, mapping: _Optional[_Mapping[str, str]] = ..., datetime: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping[str, _Any]]] = ..., freeze: _Optional[_Iterable[float]] = ..., **kwargs: _Any) -> None: ...

class Policies(_message.Message):
    __slots__ = ("int", "str", "bytes", "tuple")
    INT_FIELD_NUMBER: _ClassVar[int]
    STR_FIELD_NUMBER: _ClassVar[int]
    BYTES_FIELD_NUMBER: _ClassVar[int]
    TUPLE_FIELD_NUMBER: _ClassVar[int]
    IS_FIELD_NUMBER: _ClassVar[int]
    PASS_FIELD_NUMBER: _ClassVar[int]
    int: int
    str: str
    bytes: bytes
    tuple: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, int: _Optional[int] = ..., str: _Optional[str] = ..., bytes: _Optional[bytes] = ..., tuple: _Optional[_Iterable[str]] = ..., **kwargs: _Any) -> None: ...

class ImportRequest(_message.Message):
    __slots__ = ("self", "message", "values", "tables", "freeze", "names", "names_pb2", "leaf")
    SELF_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    VALUES_FIELD_NUMBER: _ClassVar[int]
    TABLES_FIELD_NUMBER: _ClassVar[int]
    FREEZE_FIELD_NUMBER: _ClassVar[int]
    NAMES_FIELD_NUMBER: _ClassVar[int]
    NAMES_PB2_FIELD_NUMBER: _ClassVar[int]
    NONE_FIELD_NUMBER: _ClassVar[int]
    LEAF_FIELD_NUMBER: _ClassVar[int]
    WITH_FIELD_NUMBER: _ClassVar[int]
    self: str
    message: str
    values: _containers.RepeatedScalarFieldContainer[float]
    tables: _containers.RepeatedScalarFieldContainer[str]
    freeze: _containers.RepeatedScalarFieldContainer[int]
    names: str
    names_pb2: str
    leaf: _messages_pb2.Leaf
    def __init__(self_, self: _Optional[str] = ..., message: _Optional[str] = ..., values: _Optional[_Iterable[float]] = ..., tables: _Optional[_Iterable[str]] = ..., freeze: _Optional[_Iterable[int]] = ..., names: _Optional[str] = ..., names_pb2: _Optional[str] = ..., leaf: _Optional[_Union[_messages_pb2.Leaf, _Mapping[str, _Any]]] = ..., **kwargs: _Any) -> None: ...  # pyright: ignore[reportSelfClsParameterName] - a field is named self

class RunImportRequest(_message.Message):
    __slots__ = ("request", "contract", "frame", "messages")
    REQUEST_FIELD_NUMBER: _ClassVar[int]
    CONTRACT_FIELD_NUMBER: _ClassVar[int]
    FRAME_FIELD_NUMBER: _ClassVar[int]
    MESSAGES_FIELD_NUMBER: _ClassVar[int]
    request: str
    contract: str
    frame: str
    messages: _messages_pb2.Speed
    def __init__(self, request: _Optional[str] = ..., contract: _Optional[str] = ..., frame: _Optional[str] = ..., messages: _Optional[_Union[_messages_pb2.Speed, str]] = ...) -> None: ...

class TableRequest(_message.Message):
    __slots__ = ("message", "request", "frames")
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    REQUEST_FIELD_NUMBER: _ClassVar[int]
    FRAMES_FIELD_NUMBER: _ClassVar[int]
    message: _table_pb2.Table
    request: _table_pb2.Table
    frames: _containers.RepeatedScalarFieldContainer[float]
    def __init__(self, message: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., request: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., frames: _Optional[_Iterable[float]] = ...) -> None: ...

class TableResponse(_message.Message):
    __slots__ = ("message", "value")
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    CLASS_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    message: _table_pb2.Table
    value: str
    def __init__(self, message: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., value: _Optional[str] = ..., **kwargs: _Any) -> None: ...

class ContractRequest(_message.Message):
    __slots__ = ("serving",)
    SERVING_FIELD_NUMBER: _ClassVar[int]
    serving: str
    def __init__(self, serving: _Optional[str] = ...) -> None: ...

class TablesRequest(_message.Message):
    __slots__ = ("items",)
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    items: str
    def __init__(self, items: _Optional[str] = ...) -> None: ...

class WentWrong(_message.Message):
    __slots__ = ("args", "code", "text", "id")
    ARGS_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    LAMBDA_FIELD_NUMBER: _ClassVar[int]
    args: str
    code: str
    text: str
    id: str
    def __init__(self, args: _Optional[str] = ..., code: _Optional[str] = ..., text: _Optional[str] = ..., id: _Optional[str] = ..., **kwargs: _Any) -> None: ...
