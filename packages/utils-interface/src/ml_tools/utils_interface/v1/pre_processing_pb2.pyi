from brolly.v1 import table_pb2 as _table_pb2
from ml_tools.utils_interface.v1 import steps_pb2 as _steps_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import Any as _Any, ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ImputeNumbers(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    IMPUTE_NUMBERS_UNSPECIFIED: _ClassVar[ImputeNumbers]
    IMPUTE_NUMBERS_MEAN: _ClassVar[ImputeNumbers]
    IMPUTE_NUMBERS_MEDIAN: _ClassVar[ImputeNumbers]
    IMPUTE_NUMBERS_NONE: _ClassVar[ImputeNumbers]

class EncodeTexts(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ENCODE_TEXTS_UNSPECIFIED: _ClassVar[EncodeTexts]
    ENCODE_TEXTS_ONE_HOT: _ClassVar[EncodeTexts]
    ENCODE_TEXTS_ORDINAL: _ClassVar[EncodeTexts]
    ENCODE_TEXTS_CODES: _ClassVar[EncodeTexts]

class ScaleNumbers(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SCALE_NUMBERS_UNSPECIFIED: _ClassVar[ScaleNumbers]
    SCALE_NUMBERS_NONE: _ClassVar[ScaleNumbers]
    SCALE_NUMBERS_STANDARD: _ClassVar[ScaleNumbers]

class Task(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TASK_UNSPECIFIED: _ClassVar[Task]
    TASK_REGRESSION: _ClassVar[Task]
    TASK_CLASSIFICATION: _ClassVar[Task]

class MissingColumns(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    MISSING_COLUMNS_UNSPECIFIED: _ClassVar[MissingColumns]
    MISSING_COLUMNS_FAIL: _ClassVar[MissingColumns]
    MISSING_COLUMNS_AS_MISSING: _ClassVar[MissingColumns]
IMPUTE_NUMBERS_UNSPECIFIED: ImputeNumbers
IMPUTE_NUMBERS_MEAN: ImputeNumbers
IMPUTE_NUMBERS_MEDIAN: ImputeNumbers
IMPUTE_NUMBERS_NONE: ImputeNumbers
ENCODE_TEXTS_UNSPECIFIED: EncodeTexts
ENCODE_TEXTS_ONE_HOT: EncodeTexts
ENCODE_TEXTS_ORDINAL: EncodeTexts
ENCODE_TEXTS_CODES: EncodeTexts
SCALE_NUMBERS_UNSPECIFIED: ScaleNumbers
SCALE_NUMBERS_NONE: ScaleNumbers
SCALE_NUMBERS_STANDARD: ScaleNumbers
TASK_UNSPECIFIED: Task
TASK_REGRESSION: Task
TASK_CLASSIFICATION: Task
MISSING_COLUMNS_UNSPECIFIED: MissingColumns
MISSING_COLUMNS_FAIL: MissingColumns
MISSING_COLUMNS_AS_MISSING: MissingColumns

class ColumnNotFound(_message.Message):
    __slots__ = ("column", "near")
    COLUMN_FIELD_NUMBER: _ClassVar[int]
    NEAR_FIELD_NUMBER: _ClassVar[int]
    column: str
    near: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, column: _Optional[str] = ..., near: _Optional[_Iterable[str]] = ...) -> None: ...

class UnusableTarget(_message.Message):
    __slots__ = ("target",)
    TARGET_FIELD_NUMBER: _ClassVar[int]
    target: str
    def __init__(self, target: _Optional[str] = ...) -> None: ...

class UnknownLevel(_message.Message):
    __slots__ = ("column", "level")
    COLUMN_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    column: str
    level: str
    def __init__(self, column: _Optional[str] = ..., level: _Optional[str] = ...) -> None: ...

class Recipe(_message.Message):
    __slots__ = ("impute_numbers", "encode_texts", "max_levels", "scale_numbers", "steps", "missing_columns", "keep_constant")
    IMPUTE_NUMBERS_FIELD_NUMBER: _ClassVar[int]
    ENCODE_TEXTS_FIELD_NUMBER: _ClassVar[int]
    MAX_LEVELS_FIELD_NUMBER: _ClassVar[int]
    SCALE_NUMBERS_FIELD_NUMBER: _ClassVar[int]
    STEPS_FIELD_NUMBER: _ClassVar[int]
    MISSING_COLUMNS_FIELD_NUMBER: _ClassVar[int]
    KEEP_CONSTANT_FIELD_NUMBER: _ClassVar[int]
    impute_numbers: ImputeNumbers
    encode_texts: EncodeTexts
    max_levels: int
    scale_numbers: ScaleNumbers
    steps: _containers.RepeatedCompositeFieldContainer[_steps_pb2.Step]
    missing_columns: MissingColumns
    keep_constant: bool
    def __init__(self, impute_numbers: _Optional[_Union[ImputeNumbers, str]] = ..., encode_texts: _Optional[_Union[EncodeTexts, str]] = ..., max_levels: _Optional[int] = ..., scale_numbers: _Optional[_Union[ScaleNumbers, str]] = ..., steps: _Optional[_Iterable[_Union[_steps_pb2.Step, _Mapping[str, _Any]]]] = ..., missing_columns: _Optional[_Union[MissingColumns, str]] = ..., keep_constant: _Optional[bool] = ...) -> None: ...

class FittedRecipe(_message.Message):
    __slots__ = ("format", "columns", "feature_names", "notes", "steps", "inputs", "missing_columns")
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    COLUMNS_FIELD_NUMBER: _ClassVar[int]
    FEATURE_NAMES_FIELD_NUMBER: _ClassVar[int]
    NOTES_FIELD_NUMBER: _ClassVar[int]
    STEPS_FIELD_NUMBER: _ClassVar[int]
    INPUTS_FIELD_NUMBER: _ClassVar[int]
    MISSING_COLUMNS_FIELD_NUMBER: _ClassVar[int]
    format: int
    columns: _containers.RepeatedCompositeFieldContainer[FittedColumn]
    feature_names: _containers.RepeatedScalarFieldContainer[str]
    notes: _containers.RepeatedScalarFieldContainer[str]
    steps: _containers.RepeatedCompositeFieldContainer[_steps_pb2.FittedStep]
    inputs: _containers.RepeatedCompositeFieldContainer[InputColumn]
    missing_columns: MissingColumns
    def __init__(self, format: _Optional[int] = ..., columns: _Optional[_Iterable[_Union[FittedColumn, _Mapping[str, _Any]]]] = ..., feature_names: _Optional[_Iterable[str]] = ..., notes: _Optional[_Iterable[str]] = ..., steps: _Optional[_Iterable[_Union[_steps_pb2.FittedStep, _Mapping[str, _Any]]]] = ..., inputs: _Optional[_Iterable[_Union[InputColumn, _Mapping[str, _Any]]]] = ..., missing_columns: _Optional[_Union[MissingColumns, str]] = ...) -> None: ...

class InputColumn(_message.Message):
    __slots__ = ("name", "kind")
    NAME_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    name: str
    kind: _steps_pb2.ColumnKind
    def __init__(self, name: _Optional[str] = ..., kind: _Optional[_Union[_steps_pb2.ColumnKind, str]] = ...) -> None: ...

class FittedColumn(_message.Message):
    __slots__ = ("name", "number", "text")
    NAME_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    name: str
    number: NumberStep
    text: TextStep
    def __init__(self, name: _Optional[str] = ..., number: _Optional[_Union[NumberStep, _Mapping[str, _Any]]] = ..., text: _Optional[_Union[TextStep, _Mapping[str, _Any]]] = ...) -> None: ...

class NumberStep(_message.Message):
    __slots__ = ("fill", "center", "scale", "keeps_missing")
    FILL_FIELD_NUMBER: _ClassVar[int]
    CENTER_FIELD_NUMBER: _ClassVar[int]
    SCALE_FIELD_NUMBER: _ClassVar[int]
    KEEPS_MISSING_FIELD_NUMBER: _ClassVar[int]
    fill: float
    center: float
    scale: float
    keeps_missing: bool
    def __init__(self, fill: _Optional[float] = ..., center: _Optional[float] = ..., scale: _Optional[float] = ..., keeps_missing: _Optional[bool] = ...) -> None: ...

class TextStep(_message.Message):
    __slots__ = ("levels", "encode_texts", "has_other", "has_missing")
    LEVELS_FIELD_NUMBER: _ClassVar[int]
    ENCODE_TEXTS_FIELD_NUMBER: _ClassVar[int]
    HAS_OTHER_FIELD_NUMBER: _ClassVar[int]
    HAS_MISSING_FIELD_NUMBER: _ClassVar[int]
    levels: _containers.RepeatedScalarFieldContainer[str]
    encode_texts: EncodeTexts
    has_other: bool
    has_missing: bool
    def __init__(self, levels: _Optional[_Iterable[str]] = ..., encode_texts: _Optional[_Union[EncodeTexts, str]] = ..., has_other: _Optional[bool] = ..., has_missing: _Optional[bool] = ...) -> None: ...

class FitRecipeRequest(_message.Message):
    __slots__ = ("table", "recipe", "without", "target", "seed", "group")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    RECIPE_FIELD_NUMBER: _ClassVar[int]
    WITHOUT_FIELD_NUMBER: _ClassVar[int]
    TARGET_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    recipe: Recipe
    without: _containers.RepeatedScalarFieldContainer[str]
    target: str
    seed: int
    group: str
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., recipe: _Optional[_Union[Recipe, _Mapping[str, _Any]]] = ..., without: _Optional[_Iterable[str]] = ..., target: _Optional[str] = ..., seed: _Optional[int] = ..., group: _Optional[str] = ...) -> None: ...

class ApplyRecipeRequest(_message.Message):
    __slots__ = ("table", "fitted")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    FITTED_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    fitted: FittedRecipe
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., fitted: _Optional[_Union[FittedRecipe, _Mapping[str, _Any]]] = ...) -> None: ...

class ApplyRecipeResponse(_message.Message):
    __slots__ = ("features",)
    FEATURES_FIELD_NUMBER: _ClassVar[int]
    features: _table_pb2.Table
    def __init__(self, features: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ...) -> None: ...

class InvertRecipeRequest(_message.Message):
    __slots__ = ("features", "fitted")
    FEATURES_FIELD_NUMBER: _ClassVar[int]
    FITTED_FIELD_NUMBER: _ClassVar[int]
    features: _table_pb2.Table
    fitted: FittedRecipe
    def __init__(self, features: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., fitted: _Optional[_Union[FittedRecipe, _Mapping[str, _Any]]] = ...) -> None: ...

class InvertedRecipe(_message.Message):
    __slots__ = ("table", "notes")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    NOTES_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    notes: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., notes: _Optional[_Iterable[str]] = ...) -> None: ...

class DescribeRecipeRequest(_message.Message):
    __slots__ = ("recipe", "fitted")
    RECIPE_FIELD_NUMBER: _ClassVar[int]
    FITTED_FIELD_NUMBER: _ClassVar[int]
    recipe: Recipe
    fitted: FittedRecipe
    def __init__(self, recipe: _Optional[_Union[Recipe, _Mapping[str, _Any]]] = ..., fitted: _Optional[_Union[FittedRecipe, _Mapping[str, _Any]]] = ...) -> None: ...

class RecipeDescription(_message.Message):
    __slots__ = ("sentences",)
    SENTENCES_FIELD_NUMBER: _ClassVar[int]
    sentences: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, sentences: _Optional[_Iterable[str]] = ...) -> None: ...

class NormalizeDataRequest(_message.Message):
    __slots__ = ("table", "target")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    TARGET_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    target: str
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., target: _Optional[str] = ...) -> None: ...

class NormalizedData(_message.Message):
    __slots__ = ("table", "fitted")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    FITTED_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    fitted: FittedRecipe
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., fitted: _Optional[_Union[FittedRecipe, _Mapping[str, _Any]]] = ...) -> None: ...

class KFold(_message.Message):
    __slots__ = ("folds",)
    FOLDS_FIELD_NUMBER: _ClassVar[int]
    folds: int
    def __init__(self, folds: _Optional[int] = ...) -> None: ...

class HoldOut(_message.Message):
    __slots__ = ("fraction",)
    FRACTION_FIELD_NUMBER: _ClassVar[int]
    fraction: float
    def __init__(self, fraction: _Optional[float] = ...) -> None: ...

class AllRows(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GroupKFold(_message.Message):
    __slots__ = ("column", "folds")
    COLUMN_FIELD_NUMBER: _ClassVar[int]
    FOLDS_FIELD_NUMBER: _ClassVar[int]
    column: str
    folds: int
    def __init__(self, column: _Optional[str] = ..., folds: _Optional[int] = ...) -> None: ...

class TemporalSplit(_message.Message):
    __slots__ = ("column", "folds")
    COLUMN_FIELD_NUMBER: _ClassVar[int]
    FOLDS_FIELD_NUMBER: _ClassVar[int]
    column: str
    folds: int
    def __init__(self, column: _Optional[str] = ..., folds: _Optional[int] = ...) -> None: ...

class SplitTableRequest(_message.Message):
    __slots__ = ("table", "target", "k_fold", "hold_out", "all_rows", "group_k_fold", "temporal", "seed", "task")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    TARGET_FIELD_NUMBER: _ClassVar[int]
    K_FOLD_FIELD_NUMBER: _ClassVar[int]
    HOLD_OUT_FIELD_NUMBER: _ClassVar[int]
    ALL_ROWS_FIELD_NUMBER: _ClassVar[int]
    GROUP_K_FOLD_FIELD_NUMBER: _ClassVar[int]
    TEMPORAL_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    TASK_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    target: str
    k_fold: KFold
    hold_out: HoldOut
    all_rows: AllRows
    group_k_fold: GroupKFold
    temporal: TemporalSplit
    seed: int
    task: Task
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., target: _Optional[str] = ..., k_fold: _Optional[_Union[KFold, _Mapping[str, _Any]]] = ..., hold_out: _Optional[_Union[HoldOut, _Mapping[str, _Any]]] = ..., all_rows: _Optional[_Union[AllRows, _Mapping[str, _Any]]] = ..., group_k_fold: _Optional[_Union[GroupKFold, _Mapping[str, _Any]]] = ..., temporal: _Optional[_Union[TemporalSplit, _Mapping[str, _Any]]] = ..., seed: _Optional[int] = ..., task: _Optional[_Union[Task, str]] = ...) -> None: ...

class TableSplit(_message.Message):
    __slots__ = ("train", "validation", "number", "task", "classes", "notes")
    TRAIN_FIELD_NUMBER: _ClassVar[int]
    VALIDATION_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    TASK_FIELD_NUMBER: _ClassVar[int]
    CLASSES_FIELD_NUMBER: _ClassVar[int]
    NOTES_FIELD_NUMBER: _ClassVar[int]
    train: _table_pb2.Table
    validation: _table_pb2.Table
    number: int
    task: Task
    classes: _containers.RepeatedScalarFieldContainer[str]
    notes: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, train: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., validation: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., number: _Optional[int] = ..., task: _Optional[_Union[Task, str]] = ..., classes: _Optional[_Iterable[str]] = ..., notes: _Optional[_Iterable[str]] = ...) -> None: ...

class PrepareRequest(_message.Message):
    __slots__ = ("table", "target", "recipe", "k_fold", "hold_out", "all_rows", "group_k_fold", "temporal", "seed", "task")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    TARGET_FIELD_NUMBER: _ClassVar[int]
    RECIPE_FIELD_NUMBER: _ClassVar[int]
    K_FOLD_FIELD_NUMBER: _ClassVar[int]
    HOLD_OUT_FIELD_NUMBER: _ClassVar[int]
    ALL_ROWS_FIELD_NUMBER: _ClassVar[int]
    GROUP_K_FOLD_FIELD_NUMBER: _ClassVar[int]
    TEMPORAL_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    TASK_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    target: str
    recipe: Recipe
    k_fold: KFold
    hold_out: HoldOut
    all_rows: AllRows
    group_k_fold: GroupKFold
    temporal: TemporalSplit
    seed: int
    task: Task
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., target: _Optional[str] = ..., recipe: _Optional[_Union[Recipe, _Mapping[str, _Any]]] = ..., k_fold: _Optional[_Union[KFold, _Mapping[str, _Any]]] = ..., hold_out: _Optional[_Union[HoldOut, _Mapping[str, _Any]]] = ..., all_rows: _Optional[_Union[AllRows, _Mapping[str, _Any]]] = ..., group_k_fold: _Optional[_Union[GroupKFold, _Mapping[str, _Any]]] = ..., temporal: _Optional[_Union[TemporalSplit, _Mapping[str, _Any]]] = ..., seed: _Optional[int] = ..., task: _Optional[_Union[Task, str]] = ...) -> None: ...

class PreparedSplit(_message.Message):
    __slots__ = ("train", "validation", "number", "fitted", "task", "classes")
    TRAIN_FIELD_NUMBER: _ClassVar[int]
    VALIDATION_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    FITTED_FIELD_NUMBER: _ClassVar[int]
    TASK_FIELD_NUMBER: _ClassVar[int]
    CLASSES_FIELD_NUMBER: _ClassVar[int]
    train: _table_pb2.Table
    validation: _table_pb2.Table
    number: int
    fitted: FittedRecipe
    task: Task
    classes: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, train: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., validation: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., number: _Optional[int] = ..., fitted: _Optional[_Union[FittedRecipe, _Mapping[str, _Any]]] = ..., task: _Optional[_Union[Task, str]] = ..., classes: _Optional[_Iterable[str]] = ...) -> None: ...
