import datetime

from brolly.v1 import table_pb2 as _table_pb2
from golden.v1 import messages_pb2 as _messages_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import Any as _Any, ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class AskRequest(_message.Message):
    __slots__ = ("aside", "question", "leaf", "branch", "speed", "at", "history", "weights", "ids", "labels", "until")
    class LabelsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    ASIDE_FIELD_NUMBER: _ClassVar[int]
    QUESTION_FIELD_NUMBER: _ClassVar[int]
    LEAF_FIELD_NUMBER: _ClassVar[int]
    BRANCH_FIELD_NUMBER: _ClassVar[int]
    SPEED_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    HISTORY_FIELD_NUMBER: _ClassVar[int]
    WEIGHTS_FIELD_NUMBER: _ClassVar[int]
    IDS_FIELD_NUMBER: _ClassVar[int]
    LABELS_FIELD_NUMBER: _ClassVar[int]
    UNTIL_FIELD_NUMBER: _ClassVar[int]
    aside: str
    question: str
    leaf: _messages_pb2.Leaf
    branch: _messages_pb2.Branch
    speed: _messages_pb2.Speed
    at: _timestamp_pb2.Timestamp
    history: _containers.RepeatedCompositeFieldContainer[_timestamp_pb2.Timestamp]
    weights: _containers.RepeatedScalarFieldContainer[float]
    ids: _containers.RepeatedScalarFieldContainer[int]
    labels: _containers.ScalarMap[str, str]
    until: _timestamp_pb2.Timestamp
    def __init__(self, aside: _Optional[str] = ..., question: _Optional[str] = ..., leaf: _Optional[_Union[_messages_pb2.Leaf, _Mapping[str, _Any]]] = ..., branch: _Optional[_Union[_messages_pb2.Branch, _Mapping[str, _Any]]] = ..., speed: _Optional[_Union[_messages_pb2.Speed, str]] = ..., at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping[str, _Any]]] = ..., history: _Optional[_Iterable[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping[str, _Any]]]] = ..., weights: _Optional[_Iterable[float]] = ..., ids: _Optional[_Iterable[int]] = ..., labels: _Optional[_Mapping[str, str]] = ..., until: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping[str, _Any]]] = ...) -> None: ...

class Answer(_message.Message):
    __slots__ = ("text",)
    TEXT_FIELD_NUMBER: _ClassVar[int]
    text: str
    def __init__(self, text: _Optional[str] = ...) -> None: ...

class NothingRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class NothingResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class AskVaguelyRequest(_message.Message):
    __slots__ = ("question", "words")
    QUESTION_FIELD_NUMBER: _ClassVar[int]
    WORDS_FIELD_NUMBER: _ClassVar[int]
    question: str
    words: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, question: _Optional[str] = ..., words: _Optional[_Iterable[str]] = ...) -> None: ...

class WatchRequest(_message.Message):
    __slots__ = ("plain",)
    PLAIN_FIELD_NUMBER: _ClassVar[int]
    plain: _messages_pb2.Plain
    def __init__(self, plain: _Optional[_Union[_messages_pb2.Plain, _Mapping[str, _Any]]] = ...) -> None: ...

class DescribeRequest(_message.Message):
    __slots__ = ("name", "table")
    NAME_FIELD_NUMBER: _ClassVar[int]
    TABLE_FIELD_NUMBER: _ClassVar[int]
    name: str
    table: _table_pb2.Table
    def __init__(self, name: _Optional[str] = ..., table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ...) -> None: ...

class FitRequest(_message.Message):
    __slots__ = ("table",)
    TABLE_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ...) -> None: ...

class LoadRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class LoadAllRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class PrepareRequest(_message.Message):
    __slots__ = ("table", "folds")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    FOLDS_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    folds: int
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., folds: _Optional[int] = ...) -> None: ...

class Loaded(_message.Message):
    __slots__ = ("table", "name")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    name: str
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., name: _Optional[str] = ...) -> None: ...

class JoinRequest(_message.Message):
    __slots__ = ("left", "right", "keys")
    LEFT_FIELD_NUMBER: _ClassVar[int]
    RIGHT_FIELD_NUMBER: _ClassVar[int]
    KEYS_FIELD_NUMBER: _ClassVar[int]
    left: _table_pb2.Table
    right: _table_pb2.Table
    keys: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, left: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., right: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., keys: _Optional[_Iterable[str]] = ...) -> None: ...

class Joined(_message.Message):
    __slots__ = ("both", "neither")
    BOTH_FIELD_NUMBER: _ClassVar[int]
    NEITHER_FIELD_NUMBER: _ClassVar[int]
    both: _table_pb2.Table
    neither: _table_pb2.Table
    def __init__(self, both: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., neither: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ...) -> None: ...
