from brolly.v1 import table_pb2 as _table_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import Any as _Any, ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Failure(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    FAILURE_UNSPECIFIED: _ClassVar[Failure]
    FAILURE_DOMAIN: _ClassVar[Failure]
    FAILURE_UNEXPECTED: _ClassVar[Failure]
    FAILURE_CANONICAL: _ClassVar[Failure]
FAILURE_UNSPECIFIED: Failure
FAILURE_DOMAIN: Failure
FAILURE_UNEXPECTED: Failure
FAILURE_CANONICAL: Failure

class WidgetNotFound(_message.Message):
    __slots__ = ("widget", "tried", "known")
    WIDGET_FIELD_NUMBER: _ClassVar[int]
    TRIED_FIELD_NUMBER: _ClassVar[int]
    KNOWN_FIELD_NUMBER: _ClassVar[int]
    widget: str
    tried: _containers.RepeatedScalarFieldContainer[str]
    known: int
    def __init__(self, widget: _Optional[str] = ..., tried: _Optional[_Iterable[str]] = ..., known: _Optional[int] = ...) -> None: ...

class SquareRequest(_message.Message):
    __slots__ = ("value", "offset")
    VALUE_FIELD_NUMBER: _ClassVar[int]
    OFFSET_FIELD_NUMBER: _ClassVar[int]
    value: int
    offset: int
    def __init__(self, value: _Optional[int] = ..., offset: _Optional[int] = ...) -> None: ...

class SquareResponse(_message.Message):
    __slots__ = ("value",)
    VALUE_FIELD_NUMBER: _ClassVar[int]
    value: int
    def __init__(self, value: _Optional[int] = ...) -> None: ...

class SleepRequest(_message.Message):
    __slots__ = ("seconds", "say")
    SECONDS_FIELD_NUMBER: _ClassVar[int]
    SAY_FIELD_NUMBER: _ClassVar[int]
    seconds: float
    say: str
    def __init__(self, seconds: _Optional[float] = ..., say: _Optional[str] = ...) -> None: ...

class SleepResponse(_message.Message):
    __slots__ = ("said",)
    SAID_FIELD_NUMBER: _ClassVar[int]
    said: str
    def __init__(self, said: _Optional[str] = ...) -> None: ...

class ComputeRequest(_message.Message):
    __slots__ = ("seconds", "stubborn")
    SECONDS_FIELD_NUMBER: _ClassVar[int]
    STUBBORN_FIELD_NUMBER: _ClassVar[int]
    seconds: float
    stubborn: bool
    def __init__(self, seconds: _Optional[float] = ..., stubborn: _Optional[bool] = ...) -> None: ...

class ComputeResponse(_message.Message):
    __slots__ = ("most_at_once",)
    MOST_AT_ONCE_FIELD_NUMBER: _ClassVar[int]
    most_at_once: int
    def __init__(self, most_at_once: _Optional[int] = ...) -> None: ...

class FailRequest(_message.Message):
    __slots__ = ("failure", "text")
    FAILURE_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    failure: Failure
    text: str
    def __init__(self, failure: _Optional[_Union[Failure, str]] = ..., text: _Optional[str] = ...) -> None: ...

class FailResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class CountRequest(_message.Message):
    __slots__ = ("upto", "pause_seconds", "fail_at")
    UPTO_FIELD_NUMBER: _ClassVar[int]
    PAUSE_SECONDS_FIELD_NUMBER: _ClassVar[int]
    FAIL_AT_FIELD_NUMBER: _ClassVar[int]
    upto: int
    pause_seconds: float
    fail_at: int
    def __init__(self, upto: _Optional[int] = ..., pause_seconds: _Optional[float] = ..., fail_at: _Optional[int] = ...) -> None: ...

class Tick(_message.Message):
    __slots__ = ("number",)
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    number: int
    def __init__(self, number: _Optional[int] = ...) -> None: ...

class FitRequest(_message.Message):
    __slots__ = ("table", "target", "step_rows")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    TARGET_FIELD_NUMBER: _ClassVar[int]
    STEP_ROWS_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    target: str
    step_rows: int
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., target: _Optional[str] = ..., step_rows: _Optional[int] = ...) -> None: ...

class Progress(_message.Message):
    __slots__ = ("rows_done", "rows")
    ROWS_DONE_FIELD_NUMBER: _ClassVar[int]
    ROWS_FIELD_NUMBER: _ClassVar[int]
    rows_done: int
    rows: int
    def __init__(self, rows_done: _Optional[int] = ..., rows: _Optional[int] = ...) -> None: ...

class MakeTableRequest(_message.Message):
    __slots__ = ("rows", "columns")
    ROWS_FIELD_NUMBER: _ClassVar[int]
    COLUMNS_FIELD_NUMBER: _ClassVar[int]
    rows: int
    columns: int
    def __init__(self, rows: _Optional[int] = ..., columns: _Optional[int] = ...) -> None: ...

class MakeTableResponse(_message.Message):
    __slots__ = ("table",)
    TABLE_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ...) -> None: ...

class Number(_message.Message):
    __slots__ = ("value",)
    VALUE_FIELD_NUMBER: _ClassVar[int]
    value: int
    def __init__(self, value: _Optional[int] = ...) -> None: ...

class TotalResponse(_message.Message):
    __slots__ = ("value", "count")
    VALUE_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    value: int
    count: int
    def __init__(self, value: _Optional[int] = ..., count: _Optional[int] = ...) -> None: ...

class ObserveRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class Observation(_message.Message):
    __slots__ = ("began", "cancelled", "dropped", "computing", "most_at_once")
    BEGAN_FIELD_NUMBER: _ClassVar[int]
    CANCELLED_FIELD_NUMBER: _ClassVar[int]
    DROPPED_FIELD_NUMBER: _ClassVar[int]
    COMPUTING_FIELD_NUMBER: _ClassVar[int]
    MOST_AT_ONCE_FIELD_NUMBER: _ClassVar[int]
    began: int
    cancelled: int
    dropped: int
    computing: int
    most_at_once: int
    def __init__(self, began: _Optional[int] = ..., cancelled: _Optional[int] = ..., dropped: _Optional[int] = ..., computing: _Optional[int] = ..., most_at_once: _Optional[int] = ...) -> None: ...
