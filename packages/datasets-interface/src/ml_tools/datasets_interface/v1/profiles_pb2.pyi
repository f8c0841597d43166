import datetime

from brolly.v1 import table_pb2 as _table_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from ml_tools.datasets_interface.v1 import columns_pb2 as _columns_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import Any as _Any, ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class FindingKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    FINDING_KIND_UNSPECIFIED: _ClassVar[FindingKind]
    FINDING_KIND_LEAKAGE: _ClassVar[FindingKind]
    FINDING_KIND_IDENTIFIER: _ClassVar[FindingKind]
    FINDING_KIND_CONSTANT: _ClassVar[FindingKind]
    FINDING_KIND_MOSTLY_MISSING: _ClassVar[FindingKind]
    FINDING_KIND_REDUNDANT: _ClassVar[FindingKind]
    FINDING_KIND_MANY_LEVELS: _ClassVar[FindingKind]
    FINDING_KIND_INFINITE: _ClassVar[FindingKind]
    FINDING_KIND_RARE_CLASS: _ClassVar[FindingKind]
    FINDING_KIND_DUPLICATE_ROWS: _ClassVar[FindingKind]
FINDING_KIND_UNSPECIFIED: FindingKind
FINDING_KIND_LEAKAGE: FindingKind
FINDING_KIND_IDENTIFIER: FindingKind
FINDING_KIND_CONSTANT: FindingKind
FINDING_KIND_MOSTLY_MISSING: FindingKind
FINDING_KIND_REDUNDANT: FindingKind
FINDING_KIND_MANY_LEVELS: FindingKind
FINDING_KIND_INFINITE: FindingKind
FINDING_KIND_RARE_CLASS: FindingKind
FINDING_KIND_DUPLICATE_ROWS: FindingKind

class ProfileTableRequest(_message.Message):
    __slots__ = ("table", "target")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    TARGET_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    target: str
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., target: _Optional[str] = ...) -> None: ...

class ProfileCollectionRequest(_message.Message):
    __slots__ = ("name", "version", "target")
    NAME_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    TARGET_FIELD_NUMBER: _ClassVar[int]
    name: str
    version: int
    target: str
    def __init__(self, name: _Optional[str] = ..., version: _Optional[int] = ..., target: _Optional[str] = ...) -> None: ...

class Profile(_message.Message):
    __slots__ = ("row_count", "sampled_rows", "columns", "correlations", "findings", "target")
    ROW_COUNT_FIELD_NUMBER: _ClassVar[int]
    SAMPLED_ROWS_FIELD_NUMBER: _ClassVar[int]
    COLUMNS_FIELD_NUMBER: _ClassVar[int]
    CORRELATIONS_FIELD_NUMBER: _ClassVar[int]
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    TARGET_FIELD_NUMBER: _ClassVar[int]
    row_count: int
    sampled_rows: int
    columns: _containers.RepeatedCompositeFieldContainer[ColumnProfile]
    correlations: _containers.RepeatedCompositeFieldContainer[Correlation]
    findings: _containers.RepeatedCompositeFieldContainer[Finding]
    target: str
    def __init__(self, row_count: _Optional[int] = ..., sampled_rows: _Optional[int] = ..., columns: _Optional[_Iterable[_Union[ColumnProfile, _Mapping[str, _Any]]]] = ..., correlations: _Optional[_Iterable[_Union[Correlation, _Mapping[str, _Any]]]] = ..., findings: _Optional[_Iterable[_Union[Finding, _Mapping[str, _Any]]]] = ..., target: _Optional[str] = ...) -> None: ...

class ColumnProfile(_message.Message):
    __slots__ = ("name", "kind", "missing_count", "distinct_count", "distinct_is_exact", "numbers", "texts", "times", "unknown")
    NAME_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    MISSING_COUNT_FIELD_NUMBER: _ClassVar[int]
    DISTINCT_COUNT_FIELD_NUMBER: _ClassVar[int]
    DISTINCT_IS_EXACT_FIELD_NUMBER: _ClassVar[int]
    NUMBERS_FIELD_NUMBER: _ClassVar[int]
    TEXTS_FIELD_NUMBER: _ClassVar[int]
    TIMES_FIELD_NUMBER: _ClassVar[int]
    UNKNOWN_FIELD_NUMBER: _ClassVar[int]
    name: str
    kind: _columns_pb2.ColumnKind
    missing_count: int
    distinct_count: int
    distinct_is_exact: bool
    numbers: NumberValues
    texts: TextValues
    times: TimeValues
    unknown: UnknownValues
    def __init__(self, name: _Optional[str] = ..., kind: _Optional[_Union[_columns_pb2.ColumnKind, str]] = ..., missing_count: _Optional[int] = ..., distinct_count: _Optional[int] = ..., distinct_is_exact: _Optional[bool] = ..., numbers: _Optional[_Union[NumberValues, _Mapping[str, _Any]]] = ..., texts: _Optional[_Union[TextValues, _Mapping[str, _Any]]] = ..., times: _Optional[_Union[TimeValues, _Mapping[str, _Any]]] = ..., unknown: _Optional[_Union[UnknownValues, _Mapping[str, _Any]]] = ...) -> None: ...

class NumberValues(_message.Message):
    __slots__ = ("min", "max", "mean", "std", "quantiles", "zero_count", "infinite_count", "outlier_share", "histogram", "are_whole")
    MIN_FIELD_NUMBER: _ClassVar[int]
    MAX_FIELD_NUMBER: _ClassVar[int]
    MEAN_FIELD_NUMBER: _ClassVar[int]
    STD_FIELD_NUMBER: _ClassVar[int]
    QUANTILES_FIELD_NUMBER: _ClassVar[int]
    ZERO_COUNT_FIELD_NUMBER: _ClassVar[int]
    INFINITE_COUNT_FIELD_NUMBER: _ClassVar[int]
    OUTLIER_SHARE_FIELD_NUMBER: _ClassVar[int]
    HISTOGRAM_FIELD_NUMBER: _ClassVar[int]
    ARE_WHOLE_FIELD_NUMBER: _ClassVar[int]
    min: float
    max: float
    mean: float
    std: float
    quantiles: Quantiles
    zero_count: int
    infinite_count: int
    outlier_share: float
    histogram: _containers.RepeatedCompositeFieldContainer[Bin]
    are_whole: bool
    def __init__(self, min: _Optional[float] = ..., max: _Optional[float] = ..., mean: _Optional[float] = ..., std: _Optional[float] = ..., quantiles: _Optional[_Union[Quantiles, _Mapping[str, _Any]]] = ..., zero_count: _Optional[int] = ..., infinite_count: _Optional[int] = ..., outlier_share: _Optional[float] = ..., histogram: _Optional[_Iterable[_Union[Bin, _Mapping[str, _Any]]]] = ..., are_whole: _Optional[bool] = ...) -> None: ...

class Quantiles(_message.Message):
    __slots__ = ("q05", "q25", "median", "q75", "q95")
    Q05_FIELD_NUMBER: _ClassVar[int]
    Q25_FIELD_NUMBER: _ClassVar[int]
    MEDIAN_FIELD_NUMBER: _ClassVar[int]
    Q75_FIELD_NUMBER: _ClassVar[int]
    Q95_FIELD_NUMBER: _ClassVar[int]
    q05: float
    q25: float
    median: float
    q75: float
    q95: float
    def __init__(self, q05: _Optional[float] = ..., q25: _Optional[float] = ..., median: _Optional[float] = ..., q75: _Optional[float] = ..., q95: _Optional[float] = ...) -> None: ...

class Bin(_message.Message):
    __slots__ = ("low", "high", "share")
    LOW_FIELD_NUMBER: _ClassVar[int]
    HIGH_FIELD_NUMBER: _ClassVar[int]
    SHARE_FIELD_NUMBER: _ClassVar[int]
    low: float
    high: float
    share: float
    def __init__(self, low: _Optional[float] = ..., high: _Optional[float] = ..., share: _Optional[float] = ...) -> None: ...

class TextValues(_message.Message):
    __slots__ = ("levels", "shortest", "longest")
    LEVELS_FIELD_NUMBER: _ClassVar[int]
    SHORTEST_FIELD_NUMBER: _ClassVar[int]
    LONGEST_FIELD_NUMBER: _ClassVar[int]
    levels: _containers.RepeatedCompositeFieldContainer[Level]
    shortest: int
    longest: int
    def __init__(self, levels: _Optional[_Iterable[_Union[Level, _Mapping[str, _Any]]]] = ..., shortest: _Optional[int] = ..., longest: _Optional[int] = ...) -> None: ...

class Level(_message.Message):
    __slots__ = ("value", "share")
    VALUE_FIELD_NUMBER: _ClassVar[int]
    SHARE_FIELD_NUMBER: _ClassVar[int]
    value: str
    share: float
    def __init__(self, value: _Optional[str] = ..., share: _Optional[float] = ...) -> None: ...

class TimeValues(_message.Message):
    __slots__ = ("first", "last")
    FIRST_FIELD_NUMBER: _ClassVar[int]
    LAST_FIELD_NUMBER: _ClassVar[int]
    first: _timestamp_pb2.Timestamp
    last: _timestamp_pb2.Timestamp
    def __init__(self, first: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping[str, _Any]]] = ..., last: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping[str, _Any]]] = ...) -> None: ...

class UnknownValues(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class Correlation(_message.Message):
    __slots__ = ("left", "right", "value")
    LEFT_FIELD_NUMBER: _ClassVar[int]
    RIGHT_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    left: str
    right: str
    value: float
    def __init__(self, left: _Optional[str] = ..., right: _Optional[str] = ..., value: _Optional[float] = ...) -> None: ...

class Finding(_message.Message):
    __slots__ = ("kind", "columns", "message")
    KIND_FIELD_NUMBER: _ClassVar[int]
    COLUMNS_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    kind: FindingKind
    columns: _containers.RepeatedScalarFieldContainer[str]
    message: str
    def __init__(self, kind: _Optional[_Union[FindingKind, str]] = ..., columns: _Optional[_Iterable[str]] = ..., message: _Optional[str] = ...) -> None: ...
