from brolly.v1 import table_pb2 as _table_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import Any as _Any, ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Chart(_message.Message):
    __slots__ = ("vega_lite", "svg", "png", "alt_text")
    VEGA_LITE_FIELD_NUMBER: _ClassVar[int]
    SVG_FIELD_NUMBER: _ClassVar[int]
    PNG_FIELD_NUMBER: _ClassVar[int]
    ALT_TEXT_FIELD_NUMBER: _ClassVar[int]
    vega_lite: str
    svg: str
    png: bytes
    alt_text: str
    def __init__(self, vega_lite: _Optional[str] = ..., svg: _Optional[str] = ..., png: _Optional[bytes] = ..., alt_text: _Optional[str] = ...) -> None: ...

class PlotPredictionsRequest(_message.Message):
    __slots__ = ("table", "title")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    title: str
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., title: _Optional[str] = ...) -> None: ...

class PlotResidualsRequest(_message.Message):
    __slots__ = ("table", "title")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    title: str
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., title: _Optional[str] = ...) -> None: ...

class PlotImportanceRequest(_message.Message):
    __slots__ = ("importances", "title")
    IMPORTANCES_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    importances: _containers.RepeatedCompositeFieldContainer[Importance]
    title: str
    def __init__(self, importances: _Optional[_Iterable[_Union[Importance, _Mapping[str, _Any]]]] = ..., title: _Optional[str] = ...) -> None: ...

class Importance(_message.Message):
    __slots__ = ("feature", "mean", "std")
    FEATURE_FIELD_NUMBER: _ClassVar[int]
    MEAN_FIELD_NUMBER: _ClassVar[int]
    STD_FIELD_NUMBER: _ClassVar[int]
    feature: str
    mean: float
    std: float
    def __init__(self, feature: _Optional[str] = ..., mean: _Optional[float] = ..., std: _Optional[float] = ...) -> None: ...

class PlotLeaderboardRequest(_message.Message):
    __slots__ = ("scores", "metric", "title")
    SCORES_FIELD_NUMBER: _ClassVar[int]
    METRIC_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    scores: _containers.RepeatedCompositeFieldContainer[Score]
    metric: str
    title: str
    def __init__(self, scores: _Optional[_Iterable[_Union[Score, _Mapping[str, _Any]]]] = ..., metric: _Optional[str] = ..., title: _Optional[str] = ...) -> None: ...

class Score(_message.Message):
    __slots__ = ("model", "mean", "std")
    MODEL_FIELD_NUMBER: _ClassVar[int]
    MEAN_FIELD_NUMBER: _ClassVar[int]
    STD_FIELD_NUMBER: _ClassVar[int]
    model: str
    mean: float
    std: float
    def __init__(self, model: _Optional[str] = ..., mean: _Optional[float] = ..., std: _Optional[float] = ...) -> None: ...
