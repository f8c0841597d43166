from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import Any as _Any, ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ColumnKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    COLUMN_KIND_UNSPECIFIED: _ClassVar[ColumnKind]
    COLUMN_KIND_NUMBERS: _ClassVar[ColumnKind]
    COLUMN_KIND_TEXTS: _ClassVar[ColumnKind]
    COLUMN_KIND_TIMES: _ClassVar[ColumnKind]
    COLUMN_KIND_TRUTHS: _ClassVar[ColumnKind]

class ImputeBy(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    IMPUTE_BY_UNSPECIFIED: _ClassVar[ImputeBy]
    IMPUTE_BY_MEAN: _ClassVar[ImputeBy]
    IMPUTE_BY_MEDIAN: _ClassVar[ImputeBy]
    IMPUTE_BY_MODE: _ClassVar[ImputeBy]
    IMPUTE_BY_CONSTANT: _ClassVar[ImputeBy]
    IMPUTE_BY_NEIGHBORS: _ClassVar[ImputeBy]

class EncodeBy(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ENCODE_BY_UNSPECIFIED: _ClassVar[EncodeBy]
    ENCODE_BY_ONE_HOT: _ClassVar[EncodeBy]
    ENCODE_BY_ORDINAL: _ClassVar[EncodeBy]
    ENCODE_BY_TARGET: _ClassVar[EncodeBy]
    ENCODE_BY_HASH: _ClassVar[EncodeBy]

class UnknownLevels(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    UNKNOWN_LEVELS_UNSPECIFIED: _ClassVar[UnknownLevels]
    UNKNOWN_LEVELS_OUT: _ClassVar[UnknownLevels]
    UNKNOWN_LEVELS_RARE: _ClassVar[UnknownLevels]
    UNKNOWN_LEVELS_MISSING: _ClassVar[UnknownLevels]
    UNKNOWN_LEVELS_FAIL: _ClassVar[UnknownLevels]

class ScaleBy(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SCALE_BY_UNSPECIFIED: _ClassVar[ScaleBy]
    SCALE_BY_STANDARD: _ClassVar[ScaleBy]
    SCALE_BY_MIN_MAX: _ClassVar[ScaleBy]
    SCALE_BY_ROBUST: _ClassVar[ScaleBy]
    SCALE_BY_QUANTILE: _ClassVar[ScaleBy]
    SCALE_BY_YEO_JOHNSON: _ClassVar[ScaleBy]
    SCALE_BY_BOX_COX: _ClassVar[ScaleBy]

class OutliersBy(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    OUTLIERS_BY_UNSPECIFIED: _ClassVar[OutliersBy]
    OUTLIERS_BY_QUARTILES: _ClassVar[OutliersBy]
    OUTLIERS_BY_Z_SCORE: _ClassVar[OutliersBy]

class DatePart(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DATE_PART_UNSPECIFIED: _ClassVar[DatePart]
    DATE_PART_YEAR: _ClassVar[DatePart]
    DATE_PART_QUARTER: _ClassVar[DatePart]
    DATE_PART_MONTH: _ClassVar[DatePart]
    DATE_PART_WEEK: _ClassVar[DatePart]
    DATE_PART_DAY: _ClassVar[DatePart]
    DATE_PART_WEEKDAY: _ClassVar[DatePart]
    DATE_PART_DAY_OF_YEAR: _ClassVar[DatePart]
    DATE_PART_HOUR: _ClassVar[DatePart]
    DATE_PART_MINUTE: _ClassVar[DatePart]
    DATE_PART_SECOND: _ClassVar[DatePart]
    DATE_PART_EPOCH: _ClassVar[DatePart]
COLUMN_KIND_UNSPECIFIED: ColumnKind
COLUMN_KIND_NUMBERS: ColumnKind
COLUMN_KIND_TEXTS: ColumnKind
COLUMN_KIND_TIMES: ColumnKind
COLUMN_KIND_TRUTHS: ColumnKind
IMPUTE_BY_UNSPECIFIED: ImputeBy
IMPUTE_BY_MEAN: ImputeBy
IMPUTE_BY_MEDIAN: ImputeBy
IMPUTE_BY_MODE: ImputeBy
IMPUTE_BY_CONSTANT: ImputeBy
IMPUTE_BY_NEIGHBORS: ImputeBy
ENCODE_BY_UNSPECIFIED: EncodeBy
ENCODE_BY_ONE_HOT: EncodeBy
ENCODE_BY_ORDINAL: EncodeBy
ENCODE_BY_TARGET: EncodeBy
ENCODE_BY_HASH: EncodeBy
UNKNOWN_LEVELS_UNSPECIFIED: UnknownLevels
UNKNOWN_LEVELS_OUT: UnknownLevels
UNKNOWN_LEVELS_RARE: UnknownLevels
UNKNOWN_LEVELS_MISSING: UnknownLevels
UNKNOWN_LEVELS_FAIL: UnknownLevels
SCALE_BY_UNSPECIFIED: ScaleBy
SCALE_BY_STANDARD: ScaleBy
SCALE_BY_MIN_MAX: ScaleBy
SCALE_BY_ROBUST: ScaleBy
SCALE_BY_QUANTILE: ScaleBy
SCALE_BY_YEO_JOHNSON: ScaleBy
SCALE_BY_BOX_COX: ScaleBy
OUTLIERS_BY_UNSPECIFIED: OutliersBy
OUTLIERS_BY_QUARTILES: OutliersBy
OUTLIERS_BY_Z_SCORE: OutliersBy
DATE_PART_UNSPECIFIED: DatePart
DATE_PART_YEAR: DatePart
DATE_PART_QUARTER: DatePart
DATE_PART_MONTH: DatePart
DATE_PART_WEEK: DatePart
DATE_PART_DAY: DatePart
DATE_PART_WEEKDAY: DatePart
DATE_PART_DAY_OF_YEAR: DatePart
DATE_PART_HOUR: DatePart
DATE_PART_MINUTE: DatePart
DATE_PART_SECOND: DatePart
DATE_PART_EPOCH: DatePart

class Columns(_message.Message):
    __slots__ = ("names", "kinds", "excepted")
    NAMES_FIELD_NUMBER: _ClassVar[int]
    KINDS_FIELD_NUMBER: _ClassVar[int]
    EXCEPTED_FIELD_NUMBER: _ClassVar[int]
    names: _containers.RepeatedScalarFieldContainer[str]
    kinds: _containers.RepeatedScalarFieldContainer[ColumnKind]
    excepted: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, names: _Optional[_Iterable[str]] = ..., kinds: _Optional[_Iterable[_Union[ColumnKind, str]]] = ..., excepted: _Optional[_Iterable[str]] = ...) -> None: ...

class Step(_message.Message):
    __slots__ = ("impute", "encode", "scale", "drop_outliers", "drop_duplicates", "drop_constant", "drop_correlated", "drop_columns", "date_parts", "tf_idf", "columns")
    IMPUTE_FIELD_NUMBER: _ClassVar[int]
    ENCODE_FIELD_NUMBER: _ClassVar[int]
    SCALE_FIELD_NUMBER: _ClassVar[int]
    DROP_OUTLIERS_FIELD_NUMBER: _ClassVar[int]
    DROP_DUPLICATES_FIELD_NUMBER: _ClassVar[int]
    DROP_CONSTANT_FIELD_NUMBER: _ClassVar[int]
    DROP_CORRELATED_FIELD_NUMBER: _ClassVar[int]
    DROP_COLUMNS_FIELD_NUMBER: _ClassVar[int]
    DATE_PARTS_FIELD_NUMBER: _ClassVar[int]
    TF_IDF_FIELD_NUMBER: _ClassVar[int]
    COLUMNS_FIELD_NUMBER: _ClassVar[int]
    impute: Impute
    encode: Encode
    scale: Scale
    drop_outliers: DropOutliers
    drop_duplicates: DropDuplicates
    drop_constant: DropConstant
    drop_correlated: DropCorrelated
    drop_columns: DropColumns
    date_parts: DateParts
    tf_idf: TfIdf
    columns: Columns
    def __init__(self, impute: _Optional[_Union[Impute, _Mapping[str, _Any]]] = ..., encode: _Optional[_Union[Encode, _Mapping[str, _Any]]] = ..., scale: _Optional[_Union[Scale, _Mapping[str, _Any]]] = ..., drop_outliers: _Optional[_Union[DropOutliers, _Mapping[str, _Any]]] = ..., drop_duplicates: _Optional[_Union[DropDuplicates, _Mapping[str, _Any]]] = ..., drop_constant: _Optional[_Union[DropConstant, _Mapping[str, _Any]]] = ..., drop_correlated: _Optional[_Union[DropCorrelated, _Mapping[str, _Any]]] = ..., drop_columns: _Optional[_Union[DropColumns, _Mapping[str, _Any]]] = ..., date_parts: _Optional[_Union[DateParts, _Mapping[str, _Any]]] = ..., tf_idf: _Optional[_Union[TfIdf, _Mapping[str, _Any]]] = ..., columns: _Optional[_Union[Columns, _Mapping[str, _Any]]] = ...) -> None: ...

class Impute(_message.Message):
    __slots__ = ("by", "number", "text", "neighbors", "donors", "indicator")
    BY_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    NEIGHBORS_FIELD_NUMBER: _ClassVar[int]
    DONORS_FIELD_NUMBER: _ClassVar[int]
    INDICATOR_FIELD_NUMBER: _ClassVar[int]
    by: ImputeBy
    number: float
    text: str
    neighbors: int
    donors: int
    indicator: bool
    def __init__(self, by: _Optional[_Union[ImputeBy, str]] = ..., number: _Optional[float] = ..., text: _Optional[str] = ..., neighbors: _Optional[int] = ..., donors: _Optional[int] = ..., indicator: _Optional[bool] = ...) -> None: ...

class Encode(_message.Message):
    __slots__ = ("by", "unknown", "max_levels", "min_rows", "smoothing", "folds", "features")
    BY_FIELD_NUMBER: _ClassVar[int]
    UNKNOWN_FIELD_NUMBER: _ClassVar[int]
    MAX_LEVELS_FIELD_NUMBER: _ClassVar[int]
    MIN_ROWS_FIELD_NUMBER: _ClassVar[int]
    SMOOTHING_FIELD_NUMBER: _ClassVar[int]
    FOLDS_FIELD_NUMBER: _ClassVar[int]
    FEATURES_FIELD_NUMBER: _ClassVar[int]
    by: EncodeBy
    unknown: UnknownLevels
    max_levels: int
    min_rows: int
    smoothing: float
    folds: int
    features: int
    def __init__(self, by: _Optional[_Union[EncodeBy, str]] = ..., unknown: _Optional[_Union[UnknownLevels, str]] = ..., max_levels: _Optional[int] = ..., min_rows: _Optional[int] = ..., smoothing: _Optional[float] = ..., folds: _Optional[int] = ..., features: _Optional[int] = ...) -> None: ...

class Scale(_message.Message):
    __slots__ = ("by", "low", "high", "quantiles", "normal")
    BY_FIELD_NUMBER: _ClassVar[int]
    LOW_FIELD_NUMBER: _ClassVar[int]
    HIGH_FIELD_NUMBER: _ClassVar[int]
    QUANTILES_FIELD_NUMBER: _ClassVar[int]
    NORMAL_FIELD_NUMBER: _ClassVar[int]
    by: ScaleBy
    low: float
    high: float
    quantiles: int
    normal: bool
    def __init__(self, by: _Optional[_Union[ScaleBy, str]] = ..., low: _Optional[float] = ..., high: _Optional[float] = ..., quantiles: _Optional[int] = ..., normal: _Optional[bool] = ...) -> None: ...

class DropOutliers(_message.Message):
    __slots__ = ("by", "threshold")
    BY_FIELD_NUMBER: _ClassVar[int]
    THRESHOLD_FIELD_NUMBER: _ClassVar[int]
    by: OutliersBy
    threshold: float
    def __init__(self, by: _Optional[_Union[OutliersBy, str]] = ..., threshold: _Optional[float] = ...) -> None: ...

class DropDuplicates(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class DropConstant(_message.Message):
    __slots__ = ("share",)
    SHARE_FIELD_NUMBER: _ClassVar[int]
    share: float
    def __init__(self, share: _Optional[float] = ...) -> None: ...

class DropCorrelated(_message.Message):
    __slots__ = ("threshold",)
    THRESHOLD_FIELD_NUMBER: _ClassVar[int]
    threshold: float
    def __init__(self, threshold: _Optional[float] = ...) -> None: ...

class DropColumns(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class DateParts(_message.Message):
    __slots__ = ("parts", "cyclic")
    PARTS_FIELD_NUMBER: _ClassVar[int]
    CYCLIC_FIELD_NUMBER: _ClassVar[int]
    parts: _containers.RepeatedScalarFieldContainer[DatePart]
    cyclic: bool
    def __init__(self, parts: _Optional[_Iterable[_Union[DatePart, str]]] = ..., cyclic: _Optional[bool] = ...) -> None: ...

class TfIdf(_message.Message):
    __slots__ = ("max_words", "min_rows")
    MAX_WORDS_FIELD_NUMBER: _ClassVar[int]
    MIN_ROWS_FIELD_NUMBER: _ClassVar[int]
    max_words: int
    min_rows: int
    def __init__(self, max_words: _Optional[int] = ..., min_rows: _Optional[int] = ...) -> None: ...

class FittedStep(_message.Message):
    __slots__ = ("impute", "encode", "scale", "row_filter", "column_filter", "date_parts", "tf_idf")
    IMPUTE_FIELD_NUMBER: _ClassVar[int]
    ENCODE_FIELD_NUMBER: _ClassVar[int]
    SCALE_FIELD_NUMBER: _ClassVar[int]
    ROW_FILTER_FIELD_NUMBER: _ClassVar[int]
    COLUMN_FILTER_FIELD_NUMBER: _ClassVar[int]
    DATE_PARTS_FIELD_NUMBER: _ClassVar[int]
    TF_IDF_FIELD_NUMBER: _ClassVar[int]
    impute: FittedImpute
    encode: FittedEncode
    scale: FittedScale
    row_filter: FittedRowFilter
    column_filter: FittedColumnFilter
    date_parts: FittedDateParts
    tf_idf: FittedTfIdf
    def __init__(self, impute: _Optional[_Union[FittedImpute, _Mapping[str, _Any]]] = ..., encode: _Optional[_Union[FittedEncode, _Mapping[str, _Any]]] = ..., scale: _Optional[_Union[FittedScale, _Mapping[str, _Any]]] = ..., row_filter: _Optional[_Union[FittedRowFilter, _Mapping[str, _Any]]] = ..., column_filter: _Optional[_Union[FittedColumnFilter, _Mapping[str, _Any]]] = ..., date_parts: _Optional[_Union[FittedDateParts, _Mapping[str, _Any]]] = ..., tf_idf: _Optional[_Union[FittedTfIdf, _Mapping[str, _Any]]] = ...) -> None: ...

class FittedImpute(_message.Message):
    __slots__ = ("by", "columns", "donors")
    BY_FIELD_NUMBER: _ClassVar[int]
    COLUMNS_FIELD_NUMBER: _ClassVar[int]
    DONORS_FIELD_NUMBER: _ClassVar[int]
    by: ImputeBy
    columns: _containers.RepeatedCompositeFieldContainer[ImputedColumn]
    donors: Donors
    def __init__(self, by: _Optional[_Union[ImputeBy, str]] = ..., columns: _Optional[_Iterable[_Union[ImputedColumn, _Mapping[str, _Any]]]] = ..., donors: _Optional[_Union[Donors, _Mapping[str, _Any]]] = ...) -> None: ...

class ImputedColumn(_message.Message):
    __slots__ = ("name", "number", "text", "indicator")
    NAME_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    INDICATOR_FIELD_NUMBER: _ClassVar[int]
    name: str
    number: float
    text: str
    indicator: str
    def __init__(self, name: _Optional[str] = ..., number: _Optional[float] = ..., text: _Optional[str] = ..., indicator: _Optional[str] = ...) -> None: ...

class Donors(_message.Message):
    __slots__ = ("neighbors", "rows", "values")
    NEIGHBORS_FIELD_NUMBER: _ClassVar[int]
    ROWS_FIELD_NUMBER: _ClassVar[int]
    VALUES_FIELD_NUMBER: _ClassVar[int]
    neighbors: int
    rows: int
    values: bytes
    def __init__(self, neighbors: _Optional[int] = ..., rows: _Optional[int] = ..., values: _Optional[bytes] = ...) -> None: ...

class FittedEncode(_message.Message):
    __slots__ = ("by", "unknown", "columns")
    BY_FIELD_NUMBER: _ClassVar[int]
    UNKNOWN_FIELD_NUMBER: _ClassVar[int]
    COLUMNS_FIELD_NUMBER: _ClassVar[int]
    by: EncodeBy
    unknown: UnknownLevels
    columns: _containers.RepeatedCompositeFieldContainer[EncodedColumn]
    def __init__(self, by: _Optional[_Union[EncodeBy, str]] = ..., unknown: _Optional[_Union[UnknownLevels, str]] = ..., columns: _Optional[_Iterable[_Union[EncodedColumn, _Mapping[str, _Any]]]] = ...) -> None: ...

class EncodedColumn(_message.Message):
    __slots__ = ("name", "into", "levels", "rare", "has_missing", "means", "of_numbers")
    NAME_FIELD_NUMBER: _ClassVar[int]
    INTO_FIELD_NUMBER: _ClassVar[int]
    LEVELS_FIELD_NUMBER: _ClassVar[int]
    RARE_FIELD_NUMBER: _ClassVar[int]
    HAS_MISSING_FIELD_NUMBER: _ClassVar[int]
    MEANS_FIELD_NUMBER: _ClassVar[int]
    OF_NUMBERS_FIELD_NUMBER: _ClassVar[int]
    name: str
    into: _containers.RepeatedScalarFieldContainer[str]
    levels: _containers.RepeatedScalarFieldContainer[str]
    rare: _containers.RepeatedScalarFieldContainer[str]
    has_missing: bool
    means: bytes
    of_numbers: bool
    def __init__(self, name: _Optional[str] = ..., into: _Optional[_Iterable[str]] = ..., levels: _Optional[_Iterable[str]] = ..., rare: _Optional[_Iterable[str]] = ..., has_missing: _Optional[bool] = ..., means: _Optional[bytes] = ..., of_numbers: _Optional[bool] = ...) -> None: ...

class FittedScale(_message.Message):
    __slots__ = ("by", "columns", "normal")
    BY_FIELD_NUMBER: _ClassVar[int]
    COLUMNS_FIELD_NUMBER: _ClassVar[int]
    NORMAL_FIELD_NUMBER: _ClassVar[int]
    by: ScaleBy
    columns: _containers.RepeatedCompositeFieldContainer[ScaledColumn]
    normal: bool
    def __init__(self, by: _Optional[_Union[ScaleBy, str]] = ..., columns: _Optional[_Iterable[_Union[ScaledColumn, _Mapping[str, _Any]]]] = ..., normal: _Optional[bool] = ...) -> None: ...

class ScaledColumn(_message.Message):
    __slots__ = ("name", "center", "scale", "power", "quantiles", "shift", "below")
    NAME_FIELD_NUMBER: _ClassVar[int]
    CENTER_FIELD_NUMBER: _ClassVar[int]
    SCALE_FIELD_NUMBER: _ClassVar[int]
    POWER_FIELD_NUMBER: _ClassVar[int]
    QUANTILES_FIELD_NUMBER: _ClassVar[int]
    SHIFT_FIELD_NUMBER: _ClassVar[int]
    BELOW_FIELD_NUMBER: _ClassVar[int]
    name: str
    center: float
    scale: float
    power: float
    quantiles: bytes
    shift: float
    below: bool
    def __init__(self, name: _Optional[str] = ..., center: _Optional[float] = ..., scale: _Optional[float] = ..., power: _Optional[float] = ..., quantiles: _Optional[bytes] = ..., shift: _Optional[float] = ..., below: _Optional[bool] = ...) -> None: ...

class FittedRowFilter(_message.Message):
    __slots__ = ("rows_before", "rows_dropped", "ranges", "duplicates_by")
    ROWS_BEFORE_FIELD_NUMBER: _ClassVar[int]
    ROWS_DROPPED_FIELD_NUMBER: _ClassVar[int]
    RANGES_FIELD_NUMBER: _ClassVar[int]
    DUPLICATES_BY_FIELD_NUMBER: _ClassVar[int]
    rows_before: int
    rows_dropped: int
    ranges: _containers.RepeatedCompositeFieldContainer[NumberRange]
    duplicates_by: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, rows_before: _Optional[int] = ..., rows_dropped: _Optional[int] = ..., ranges: _Optional[_Iterable[_Union[NumberRange, _Mapping[str, _Any]]]] = ..., duplicates_by: _Optional[_Iterable[str]] = ...) -> None: ...

class NumberRange(_message.Message):
    __slots__ = ("column", "low", "high")
    COLUMN_FIELD_NUMBER: _ClassVar[int]
    LOW_FIELD_NUMBER: _ClassVar[int]
    HIGH_FIELD_NUMBER: _ClassVar[int]
    column: str
    low: float
    high: float
    def __init__(self, column: _Optional[str] = ..., low: _Optional[float] = ..., high: _Optional[float] = ...) -> None: ...

class FittedColumnFilter(_message.Message):
    __slots__ = ("dropped",)
    DROPPED_FIELD_NUMBER: _ClassVar[int]
    dropped: _containers.RepeatedCompositeFieldContainer[DroppedColumn]
    def __init__(self, dropped: _Optional[_Iterable[_Union[DroppedColumn, _Mapping[str, _Any]]]] = ...) -> None: ...

class DroppedColumn(_message.Message):
    __slots__ = ("name", "reason")
    NAME_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    name: str
    reason: str
    def __init__(self, name: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class FittedDateParts(_message.Message):
    __slots__ = ("columns", "cyclic")
    COLUMNS_FIELD_NUMBER: _ClassVar[int]
    CYCLIC_FIELD_NUMBER: _ClassVar[int]
    columns: _containers.RepeatedCompositeFieldContainer[DatedColumn]
    cyclic: bool
    def __init__(self, columns: _Optional[_Iterable[_Union[DatedColumn, _Mapping[str, _Any]]]] = ..., cyclic: _Optional[bool] = ...) -> None: ...

class DatedColumn(_message.Message):
    __slots__ = ("name", "parts", "into")
    NAME_FIELD_NUMBER: _ClassVar[int]
    PARTS_FIELD_NUMBER: _ClassVar[int]
    INTO_FIELD_NUMBER: _ClassVar[int]
    name: str
    parts: _containers.RepeatedScalarFieldContainer[DatePart]
    into: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, name: _Optional[str] = ..., parts: _Optional[_Iterable[_Union[DatePart, str]]] = ..., into: _Optional[_Iterable[str]] = ...) -> None: ...

class FittedTfIdf(_message.Message):
    __slots__ = ("columns",)
    COLUMNS_FIELD_NUMBER: _ClassVar[int]
    columns: _containers.RepeatedCompositeFieldContainer[WordsColumn]
    def __init__(self, columns: _Optional[_Iterable[_Union[WordsColumn, _Mapping[str, _Any]]]] = ...) -> None: ...

class WordsColumn(_message.Message):
    __slots__ = ("name", "words", "into")
    NAME_FIELD_NUMBER: _ClassVar[int]
    WORDS_FIELD_NUMBER: _ClassVar[int]
    INTO_FIELD_NUMBER: _ClassVar[int]
    name: str
    words: _containers.RepeatedCompositeFieldContainer[Word]
    into: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, name: _Optional[str] = ..., words: _Optional[_Iterable[_Union[Word, _Mapping[str, _Any]]]] = ..., into: _Optional[_Iterable[str]] = ...) -> None: ...

class Word(_message.Message):
    __slots__ = ("text", "rarity")
    TEXT_FIELD_NUMBER: _ClassVar[int]
    RARITY_FIELD_NUMBER: _ClassVar[int]
    text: str
    rarity: float
    def __init__(self, text: _Optional[str] = ..., rarity: _Optional[float] = ...) -> None: ...
