from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import Any as _Any, ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Algorithm(_message.Message):
    __slots__ = ("name", "constant", "linear", "ridge", "logistic", "forest")
    NAME_FIELD_NUMBER: _ClassVar[int]
    CONSTANT_FIELD_NUMBER: _ClassVar[int]
    LINEAR_FIELD_NUMBER: _ClassVar[int]
    RIDGE_FIELD_NUMBER: _ClassVar[int]
    LOGISTIC_FIELD_NUMBER: _ClassVar[int]
    FOREST_FIELD_NUMBER: _ClassVar[int]
    name: str
    constant: Constant
    linear: Linear
    ridge: Ridge
    logistic: Logistic
    forest: Forest
    def __init__(self, name: _Optional[str] = ..., constant: _Optional[_Union[Constant, _Mapping[str, _Any]]] = ..., linear: _Optional[_Union[Linear, _Mapping[str, _Any]]] = ..., ridge: _Optional[_Union[Ridge, _Mapping[str, _Any]]] = ..., logistic: _Optional[_Union[Logistic, _Mapping[str, _Any]]] = ..., forest: _Optional[_Union[Forest, _Mapping[str, _Any]]] = ...) -> None: ...

class Constant(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class Linear(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class Ridge(_message.Message):
    __slots__ = ("penalty",)
    PENALTY_FIELD_NUMBER: _ClassVar[int]
    penalty: float
    def __init__(self, penalty: _Optional[float] = ...) -> None: ...

class Logistic(_message.Message):
    __slots__ = ("penalty",)
    PENALTY_FIELD_NUMBER: _ClassVar[int]
    penalty: float
    def __init__(self, penalty: _Optional[float] = ...) -> None: ...

class Forest(_message.Message):
    __slots__ = ("trees", "max_depth", "min_leaf_rows", "feature_share")
    TREES_FIELD_NUMBER: _ClassVar[int]
    MAX_DEPTH_FIELD_NUMBER: _ClassVar[int]
    MIN_LEAF_ROWS_FIELD_NUMBER: _ClassVar[int]
    FEATURE_SHARE_FIELD_NUMBER: _ClassVar[int]
    trees: int
    max_depth: int
    min_leaf_rows: int
    feature_share: float
    def __init__(self, trees: _Optional[int] = ..., max_depth: _Optional[int] = ..., min_leaf_rows: _Optional[int] = ..., feature_share: _Optional[float] = ...) -> None: ...
