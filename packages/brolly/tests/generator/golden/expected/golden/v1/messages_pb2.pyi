import datetime

from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import Any as _Any, ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Speed(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SPEED_UNSPECIFIED: _ClassVar[Speed]
    SPEED_FAST: _ClassVar[Speed]
    SPEED_2X: _ClassVar[Speed]
SPEED_UNSPECIFIED: Speed
SPEED_FAST: Speed
SPEED_2X: Speed

class Plain(_message.Message):
    __slots__ = ("text", "raw", "flag", "ratio", "count", "speed", "leaf", "at", "lasting", "maybe_text", "maybe_speed", "maybe_leaf", "maybe_at", "maybe_lasting", "texts", "speeds", "leaves", "times", "spans", "ratios", "speeds_by_flag", "leaves_by_number", "times_by_name", "spans_by_name", "this_leaf", "branch")
    class RatiosEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: float
        def __init__(self, key: _Optional[str] = ..., value: _Optional[float] = ...) -> None: ...
    class SpeedsByFlagEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: bool
        value: Speed
        def __init__(self, key: _Optional[bool] = ..., value: _Optional[_Union[Speed, str]] = ...) -> None: ...
    class LeavesByNumberEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: int
        value: Leaf
        def __init__(self, key: _Optional[int] = ..., value: _Optional[_Union[Leaf, _Mapping[str, _Any]]] = ...) -> None: ...
    class TimesByNameEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: _timestamp_pb2.Timestamp
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping[str, _Any]]] = ...) -> None: ...
    class SpansByNameEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: _duration_pb2.Duration
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping[str, _Any]]] = ...) -> None: ...
    TEXT_FIELD_NUMBER: _ClassVar[int]
    RAW_FIELD_NUMBER: _ClassVar[int]
    FLAG_FIELD_NUMBER: _ClassVar[int]
    RATIO_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    SPEED_FIELD_NUMBER: _ClassVar[int]
    LEAF_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    LASTING_FIELD_NUMBER: _ClassVar[int]
    MAYBE_TEXT_FIELD_NUMBER: _ClassVar[int]
    MAYBE_SPEED_FIELD_NUMBER: _ClassVar[int]
    MAYBE_LEAF_FIELD_NUMBER: _ClassVar[int]
    MAYBE_AT_FIELD_NUMBER: _ClassVar[int]
    MAYBE_LASTING_FIELD_NUMBER: _ClassVar[int]
    TEXTS_FIELD_NUMBER: _ClassVar[int]
    SPEEDS_FIELD_NUMBER: _ClassVar[int]
    LEAVES_FIELD_NUMBER: _ClassVar[int]
    TIMES_FIELD_NUMBER: _ClassVar[int]
    SPANS_FIELD_NUMBER: _ClassVar[int]
    RATIOS_FIELD_NUMBER: _ClassVar[int]
    SPEEDS_BY_FLAG_FIELD_NUMBER: _ClassVar[int]
    LEAVES_BY_NUMBER_FIELD_NUMBER: _ClassVar[int]
    TIMES_BY_NAME_FIELD_NUMBER: _ClassVar[int]
    SPANS_BY_NAME_FIELD_NUMBER: _ClassVar[int]
    THIS_LEAF_FIELD_NUMBER: _ClassVar[int]
    BRANCH_FIELD_NUMBER: _ClassVar[int]
    text: str
    raw: bytes
    flag: bool
    ratio: float
    count: int
    speed: Speed
    leaf: Leaf
    at: _timestamp_pb2.Timestamp
    lasting: _duration_pb2.Duration
    maybe_text: str
    maybe_speed: Speed
    maybe_leaf: Leaf
    maybe_at: _timestamp_pb2.Timestamp
    maybe_lasting: _duration_pb2.Duration
    texts: _containers.RepeatedScalarFieldContainer[str]
    speeds: _containers.RepeatedScalarFieldContainer[Speed]
    leaves: _containers.RepeatedCompositeFieldContainer[Leaf]
    times: _containers.RepeatedCompositeFieldContainer[_timestamp_pb2.Timestamp]
    spans: _containers.RepeatedCompositeFieldContainer[_duration_pb2.Duration]
    ratios: _containers.ScalarMap[str, float]
    speeds_by_flag: _containers.ScalarMap[bool, Speed]
    leaves_by_number: _containers.MessageMap[int, Leaf]
    times_by_name: _containers.MessageMap[str, _timestamp_pb2.Timestamp]
    spans_by_name: _containers.MessageMap[str, _duration_pb2.Duration]
    this_leaf: Leaf
    branch: Branch
    def __init__(self, text: _Optional[str] = ..., raw: _Optional[bytes] = ..., flag: _Optional[bool] = ..., ratio: _Optional[float] = ..., count: _Optional[int] = ..., speed: _Optional[_Union[Speed, str]] = ..., leaf: _Optional[_Union[Leaf, _Mapping[str, _Any]]] = ..., at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping[str, _Any]]] = ..., lasting: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping[str, _Any]]] = ..., maybe_text: _Optional[str] = ..., maybe_speed: _Optional[_Union[Speed, str]] = ..., maybe_leaf: _Optional[_Union[Leaf, _Mapping[str, _Any]]] = ..., maybe_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping[str, _Any]]] = ..., maybe_lasting: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping[str, _Any]]] = ..., texts: _Optional[_Iterable[str]] = ..., speeds: _Optional[_Iterable[_Union[Speed, str]]] = ..., leaves: _Optional[_Iterable[_Union[Leaf, _Mapping[str, _Any]]]] = ..., times: _Optional[_Iterable[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping[str, _Any]]]] = ..., spans: _Optional[_Iterable[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping[str, _Any]]]] = ..., ratios: _Optional[_Mapping[str, float]] = ..., speeds_by_flag: _Optional[_Mapping[bool, Speed]] = ..., leaves_by_number: _Optional[_Mapping[int, Leaf]] = ..., times_by_name: _Optional[_Mapping[str, _timestamp_pb2.Timestamp]] = ..., spans_by_name: _Optional[_Mapping[str, _duration_pb2.Duration]] = ..., this_leaf: _Optional[_Union[Leaf, _Mapping[str, _Any]]] = ..., branch: _Optional[_Union[Branch, _Mapping[str, _Any]]] = ...) -> None: ...

class Leaf(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class Branch(_message.Message):
    __slots__ = ("branches", "named", "next")
    class NamedEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: Branch
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[Branch, _Mapping[str, _Any]]] = ...) -> None: ...
    BRANCHES_FIELD_NUMBER: _ClassVar[int]
    NAMED_FIELD_NUMBER: _ClassVar[int]
    NEXT_FIELD_NUMBER: _ClassVar[int]
    branches: _containers.RepeatedCompositeFieldContainer[Branch]
    named: _containers.MessageMap[str, Branch]
    next: Branch
    def __init__(self, branches: _Optional[_Iterable[_Union[Branch, _Mapping[str, _Any]]]] = ..., named: _Optional[_Mapping[str, Branch]] = ..., next: _Optional[_Union[Branch, _Mapping[str, _Any]]] = ...) -> None: ...

class Arrays(_message.Message):
    __slots__ = ("doubles", "floats", "ids", "flags")
    DOUBLES_FIELD_NUMBER: _ClassVar[int]
    FLOATS_FIELD_NUMBER: _ClassVar[int]
    IDS_FIELD_NUMBER: _ClassVar[int]
    FLAGS_FIELD_NUMBER: _ClassVar[int]
    doubles: _containers.RepeatedScalarFieldContainer[float]
    floats: _containers.RepeatedScalarFieldContainer[float]
    ids: _containers.RepeatedScalarFieldContainer[int]
    flags: _containers.RepeatedScalarFieldContainer[bool]
    def __init__(self, doubles: _Optional[_Iterable[float]] = ..., floats: _Optional[_Iterable[float]] = ..., ids: _Optional[_Iterable[int]] = ..., flags: _Optional[_Iterable[bool]] = ...) -> None: ...

class Outer(_message.Message):
    __slots__ = ("arrays",)
    ARRAYS_FIELD_NUMBER: _ClassVar[int]
    arrays: Arrays
    def __init__(self, arrays: _Optional[_Union[Arrays, _Mapping[str, _Any]]] = ...) -> None: ...
