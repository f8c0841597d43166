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

class PlotProfileRequest(_message.Message):
    __slots__ = ("table", "title")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    title: str
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., title: _Optional[str] = ...) -> None: ...

class PlotHistogramRequest(_message.Message):
    __slots__ = ("table", "column", "title")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    COLUMN_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    column: str
    title: str
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., column: _Optional[str] = ..., title: _Optional[str] = ...) -> None: ...

class PlotScatterRequest(_message.Message):
    __slots__ = ("table", "x", "y", "colour", "title")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    X_FIELD_NUMBER: _ClassVar[int]
    Y_FIELD_NUMBER: _ClassVar[int]
    COLOUR_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    x: str
    y: str
    colour: str
    title: str
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., x: _Optional[str] = ..., y: _Optional[str] = ..., colour: _Optional[str] = ..., title: _Optional[str] = ...) -> None: ...

class PlotBoxRequest(_message.Message):
    __slots__ = ("table", "column", "by", "title")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    COLUMN_FIELD_NUMBER: _ClassVar[int]
    BY_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    column: str
    by: str
    title: str
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., column: _Optional[str] = ..., by: _Optional[str] = ..., title: _Optional[str] = ...) -> None: ...

class PlotCorrelationRequest(_message.Message):
    __slots__ = ("table", "title")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    title: str
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., title: _Optional[str] = ...) -> None: ...

class PlotMapRequest(_message.Message):
    __slots__ = ("table", "latitude", "longitude", "value", "title")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    LATITUDE_FIELD_NUMBER: _ClassVar[int]
    LONGITUDE_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    latitude: str
    longitude: str
    value: str
    title: str
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., latitude: _Optional[str] = ..., longitude: _Optional[str] = ..., value: _Optional[str] = ..., title: _Optional[str] = ...) -> None: ...

class PlotLearningCurveRequest(_message.Message):
    __slots__ = ("points", "metric", "title")
    POINTS_FIELD_NUMBER: _ClassVar[int]
    METRIC_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    points: _containers.RepeatedCompositeFieldContainer[LearningPoint]
    metric: str
    title: str
    def __init__(self, points: _Optional[_Iterable[_Union[LearningPoint, _Mapping[str, _Any]]]] = ..., metric: _Optional[str] = ..., title: _Optional[str] = ...) -> None: ...

class LearningPoint(_message.Message):
    __slots__ = ("rows", "train_mean", "train_std", "validation_mean", "validation_std")
    ROWS_FIELD_NUMBER: _ClassVar[int]
    TRAIN_MEAN_FIELD_NUMBER: _ClassVar[int]
    TRAIN_STD_FIELD_NUMBER: _ClassVar[int]
    VALIDATION_MEAN_FIELD_NUMBER: _ClassVar[int]
    VALIDATION_STD_FIELD_NUMBER: _ClassVar[int]
    rows: int
    train_mean: float
    train_std: float
    validation_mean: float
    validation_std: float
    def __init__(self, rows: _Optional[int] = ..., train_mean: _Optional[float] = ..., train_std: _Optional[float] = ..., validation_mean: _Optional[float] = ..., validation_std: _Optional[float] = ...) -> None: ...

class PlotCalibrationRequest(_message.Message):
    __slots__ = ("table", "positive", "title")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    POSITIVE_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    positive: str
    title: str
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., positive: _Optional[str] = ..., title: _Optional[str] = ...) -> None: ...

class PlotRocRequest(_message.Message):
    __slots__ = ("table", "positive", "title")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    POSITIVE_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    positive: str
    title: str
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., positive: _Optional[str] = ..., title: _Optional[str] = ...) -> None: ...

class PlotPrecisionRecallRequest(_message.Message):
    __slots__ = ("table", "positive", "title")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    POSITIVE_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    positive: str
    title: str
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., positive: _Optional[str] = ..., title: _Optional[str] = ...) -> None: ...

class PlotPartialDependenceRequest(_message.Message):
    __slots__ = ("table", "column", "target", "title")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    COLUMN_FIELD_NUMBER: _ClassVar[int]
    TARGET_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    column: str
    target: str
    title: str
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., column: _Optional[str] = ..., target: _Optional[str] = ..., title: _Optional[str] = ...) -> None: ...

class PlotImageRequest(_message.Message):
    __slots__ = ("table", "width", "bands", "title")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    WIDTH_FIELD_NUMBER: _ClassVar[int]
    BANDS_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    width: int
    bands: _containers.RepeatedScalarFieldContainer[str]
    title: str
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., width: _Optional[int] = ..., bands: _Optional[_Iterable[str]] = ..., title: _Optional[str] = ...) -> None: ...
