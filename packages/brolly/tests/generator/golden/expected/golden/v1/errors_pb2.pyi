import datetime

from golden.v1 import messages_pb2 as _messages_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import Any as _Any, ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class LeafNotFound(_message.Message):
    __slots__ = ("name", "similar", "last_seen", "speed", "positions", "message")
    NAME_FIELD_NUMBER: _ClassVar[int]
    SIMILAR_FIELD_NUMBER: _ClassVar[int]
    LAST_SEEN_FIELD_NUMBER: _ClassVar[int]
    SPEED_FIELD_NUMBER: _ClassVar[int]
    POSITIONS_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    name: str
    similar: _containers.RepeatedScalarFieldContainer[str]
    last_seen: _timestamp_pb2.Timestamp
    speed: _messages_pb2.Speed
    positions: _containers.RepeatedScalarFieldContainer[int]
    message: str
    def __init__(self, name: _Optional[str] = ..., similar: _Optional[_Iterable[str]] = ..., last_seen: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping[str, _Any]]] = ..., speed: _Optional[_Union[_messages_pb2.Speed, str]] = ..., positions: _Optional[_Iterable[int]] = ..., message: _Optional[str] = ...) -> None: ...

class SeasonOver(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...
