from brolly.v1 import table_pb2 as _table_pb2
from ml_tools.datasets_interface.v1 import columns_pb2 as _columns_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import Any as _Any, ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class UnreadableData(_message.Message):
    __slots__ = ("format", "line", "byte")
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    LINE_FIELD_NUMBER: _ClassVar[int]
    BYTE_FIELD_NUMBER: _ClassVar[int]
    format: str
    line: int
    byte: int
    def __init__(self, format: _Optional[str] = ..., line: _Optional[int] = ..., byte: _Optional[int] = ...) -> None: ...

class SampleNotFound(_message.Message):
    __slots__ = ("name", "known")
    NAME_FIELD_NUMBER: _ClassVar[int]
    KNOWN_FIELD_NUMBER: _ClassVar[int]
    name: str
    known: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, name: _Optional[str] = ..., known: _Optional[_Iterable[str]] = ...) -> None: ...

class ParseBytesItem(_message.Message):
    __slots__ = ("chunk", "file_name")
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    FILE_NAME_FIELD_NUMBER: _ClassVar[int]
    chunk: bytes
    file_name: str
    def __init__(self, chunk: _Optional[bytes] = ..., file_name: _Optional[str] = ...) -> None: ...

class Parsed(_message.Message):
    __slots__ = ("table", "format", "columns", "rejected_count", "rejected_rows", "notes")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    COLUMNS_FIELD_NUMBER: _ClassVar[int]
    REJECTED_COUNT_FIELD_NUMBER: _ClassVar[int]
    REJECTED_ROWS_FIELD_NUMBER: _ClassVar[int]
    NOTES_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    format: str
    columns: _containers.RepeatedCompositeFieldContainer[_columns_pb2.Column]
    rejected_count: int
    rejected_rows: _containers.RepeatedCompositeFieldContainer[RejectedRow]
    notes: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., format: _Optional[str] = ..., columns: _Optional[_Iterable[_Union[_columns_pb2.Column, _Mapping[str, _Any]]]] = ..., rejected_count: _Optional[int] = ..., rejected_rows: _Optional[_Iterable[_Union[RejectedRow, _Mapping[str, _Any]]]] = ..., notes: _Optional[_Iterable[str]] = ...) -> None: ...

class RejectedRow(_message.Message):
    __slots__ = ("line", "reason")
    LINE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    line: int
    reason: str
    def __init__(self, line: _Optional[int] = ..., reason: _Optional[str] = ...) -> None: ...

class LoadSampleRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class Sample(_message.Message):
    __slots__ = ("table", "target", "description")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    TARGET_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    target: str
    description: str
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., target: _Optional[str] = ..., description: _Optional[str] = ...) -> None: ...

class ListSamplesRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListSamplesResponse(_message.Message):
    __slots__ = ("names",)
    NAMES_FIELD_NUMBER: _ClassVar[int]
    names: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, names: _Optional[_Iterable[str]] = ...) -> None: ...
