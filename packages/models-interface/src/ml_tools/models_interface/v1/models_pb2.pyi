import datetime

from brolly.v1 import table_pb2 as _table_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from ml_tools.models_interface.v1 import algorithms_pb2 as _algorithms_pb2
from ml_tools.utils_interface.v1 import pre_processing_pb2 as _pre_processing_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import Any as _Any, ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class InputKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    INPUT_KIND_UNSPECIFIED: _ClassVar[InputKind]
    INPUT_KIND_NUMBER: _ClassVar[InputKind]
    INPUT_KIND_TEXT: _ClassVar[InputKind]
    INPUT_KIND_TIME: _ClassVar[InputKind]
    INPUT_KIND_TRUTH: _ClassVar[InputKind]

class AttributionScale(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ATTRIBUTION_SCALE_UNSPECIFIED: _ClassVar[AttributionScale]
    ATTRIBUTION_SCALE_NUMBER: _ClassVar[AttributionScale]
    ATTRIBUTION_SCALE_PROBABILITY: _ClassVar[AttributionScale]
    ATTRIBUTION_SCALE_MARGIN: _ClassVar[AttributionScale]

class SearchStrategy(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SEARCH_STRATEGY_UNSPECIFIED: _ClassVar[SearchStrategy]
    SEARCH_STRATEGY_RANDOM: _ClassVar[SearchStrategy]
    SEARCH_STRATEGY_SUCCESSIVE_HALVING: _ClassVar[SearchStrategy]

class ExportFormat(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    EXPORT_FORMAT_UNSPECIFIED: _ClassVar[ExportFormat]
    EXPORT_FORMAT_ONNX: _ClassVar[ExportFormat]
INPUT_KIND_UNSPECIFIED: InputKind
INPUT_KIND_NUMBER: InputKind
INPUT_KIND_TEXT: InputKind
INPUT_KIND_TIME: InputKind
INPUT_KIND_TRUTH: InputKind
ATTRIBUTION_SCALE_UNSPECIFIED: AttributionScale
ATTRIBUTION_SCALE_NUMBER: AttributionScale
ATTRIBUTION_SCALE_PROBABILITY: AttributionScale
ATTRIBUTION_SCALE_MARGIN: AttributionScale
SEARCH_STRATEGY_UNSPECIFIED: SearchStrategy
SEARCH_STRATEGY_RANDOM: SearchStrategy
SEARCH_STRATEGY_SUCCESSIVE_HALVING: SearchStrategy
EXPORT_FORMAT_UNSPECIFIED: ExportFormat
EXPORT_FORMAT_ONNX: ExportFormat

class ModelNotFound(_message.Message):
    __slots__ = ("model_id",)
    MODEL_ID_FIELD_NUMBER: _ClassVar[int]
    model_id: str
    def __init__(self, model_id: _Optional[str] = ...) -> None: ...

class TagNotFound(_message.Message):
    __slots__ = ("tag",)
    TAG_FIELD_NUMBER: _ClassVar[int]
    tag: str
    def __init__(self, tag: _Optional[str] = ...) -> None: ...

class InputColumn(_message.Message):
    __slots__ = ("name", "kind", "levels")
    NAME_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    LEVELS_FIELD_NUMBER: _ClassVar[int]
    name: str
    kind: InputKind
    levels: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, name: _Optional[str] = ..., kind: _Optional[_Union[InputKind, str]] = ..., levels: _Optional[_Iterable[str]] = ...) -> None: ...

class RecordedEvaluation(_message.Message):
    __slots__ = ("metrics", "row_count", "evaluated_at")
    METRICS_FIELD_NUMBER: _ClassVar[int]
    ROW_COUNT_FIELD_NUMBER: _ClassVar[int]
    EVALUATED_AT_FIELD_NUMBER: _ClassVar[int]
    metrics: _containers.RepeatedCompositeFieldContainer[Metric]
    row_count: int
    evaluated_at: _timestamp_pb2.Timestamp
    def __init__(self, metrics: _Optional[_Iterable[_Union[Metric, _Mapping[str, _Any]]]] = ..., row_count: _Optional[int] = ..., evaluated_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping[str, _Any]]] = ...) -> None: ...

class Model(_message.Message):
    __slots__ = ("model_id", "algorithm", "task", "target", "classes", "columns", "row_count", "created_at", "fit_seconds", "notes", "inputs", "settings", "recipe", "training_metrics", "made_with", "evaluation", "size_bytes", "tags")
    class MadeWithEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    MODEL_ID_FIELD_NUMBER: _ClassVar[int]
    ALGORITHM_FIELD_NUMBER: _ClassVar[int]
    TASK_FIELD_NUMBER: _ClassVar[int]
    TARGET_FIELD_NUMBER: _ClassVar[int]
    CLASSES_FIELD_NUMBER: _ClassVar[int]
    COLUMNS_FIELD_NUMBER: _ClassVar[int]
    ROW_COUNT_FIELD_NUMBER: _ClassVar[int]
    CREATED_AT_FIELD_NUMBER: _ClassVar[int]
    FIT_SECONDS_FIELD_NUMBER: _ClassVar[int]
    NOTES_FIELD_NUMBER: _ClassVar[int]
    INPUTS_FIELD_NUMBER: _ClassVar[int]
    SETTINGS_FIELD_NUMBER: _ClassVar[int]
    RECIPE_FIELD_NUMBER: _ClassVar[int]
    TRAINING_METRICS_FIELD_NUMBER: _ClassVar[int]
    MADE_WITH_FIELD_NUMBER: _ClassVar[int]
    EVALUATION_FIELD_NUMBER: _ClassVar[int]
    SIZE_BYTES_FIELD_NUMBER: _ClassVar[int]
    TAGS_FIELD_NUMBER: _ClassVar[int]
    model_id: str
    algorithm: str
    task: _pre_processing_pb2.Task
    target: str
    classes: _containers.RepeatedScalarFieldContainer[str]
    columns: _containers.RepeatedScalarFieldContainer[str]
    row_count: int
    created_at: _timestamp_pb2.Timestamp
    fit_seconds: float
    notes: _containers.RepeatedScalarFieldContainer[str]
    inputs: _containers.RepeatedCompositeFieldContainer[InputColumn]
    settings: _algorithms_pb2.Algorithm
    recipe: _pre_processing_pb2.Recipe
    training_metrics: _containers.RepeatedCompositeFieldContainer[Metric]
    made_with: _containers.ScalarMap[str, str]
    evaluation: RecordedEvaluation
    size_bytes: int
    tags: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, model_id: _Optional[str] = ..., algorithm: _Optional[str] = ..., task: _Optional[_Union[_pre_processing_pb2.Task, str]] = ..., target: _Optional[str] = ..., classes: _Optional[_Iterable[str]] = ..., columns: _Optional[_Iterable[str]] = ..., row_count: _Optional[int] = ..., created_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping[str, _Any]]] = ..., fit_seconds: _Optional[float] = ..., notes: _Optional[_Iterable[str]] = ..., inputs: _Optional[_Iterable[_Union[InputColumn, _Mapping[str, _Any]]]] = ..., settings: _Optional[_Union[_algorithms_pb2.Algorithm, _Mapping[str, _Any]]] = ..., recipe: _Optional[_Union[_pre_processing_pb2.Recipe, _Mapping[str, _Any]]] = ..., training_metrics: _Optional[_Iterable[_Union[Metric, _Mapping[str, _Any]]]] = ..., made_with: _Optional[_Mapping[str, str]] = ..., evaluation: _Optional[_Union[RecordedEvaluation, _Mapping[str, _Any]]] = ..., size_bytes: _Optional[int] = ..., tags: _Optional[_Iterable[str]] = ...) -> None: ...

class Metric(_message.Message):
    __slots__ = ("name", "value")
    NAME_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    name: str
    value: float
    def __init__(self, name: _Optional[str] = ..., value: _Optional[float] = ...) -> None: ...

class FitModelRequest(_message.Message):
    __slots__ = ("table", "target", "constant", "linear", "ridge", "logistic", "forest", "lasso", "elastic_net", "extra_trees", "boosting", "linear_svm", "rbf_svm", "neighbors", "mlp", "conv_net", "recipe", "seed", "task")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    TARGET_FIELD_NUMBER: _ClassVar[int]
    CONSTANT_FIELD_NUMBER: _ClassVar[int]
    LINEAR_FIELD_NUMBER: _ClassVar[int]
    RIDGE_FIELD_NUMBER: _ClassVar[int]
    LOGISTIC_FIELD_NUMBER: _ClassVar[int]
    FOREST_FIELD_NUMBER: _ClassVar[int]
    LASSO_FIELD_NUMBER: _ClassVar[int]
    ELASTIC_NET_FIELD_NUMBER: _ClassVar[int]
    EXTRA_TREES_FIELD_NUMBER: _ClassVar[int]
    BOOSTING_FIELD_NUMBER: _ClassVar[int]
    LINEAR_SVM_FIELD_NUMBER: _ClassVar[int]
    RBF_SVM_FIELD_NUMBER: _ClassVar[int]
    NEIGHBORS_FIELD_NUMBER: _ClassVar[int]
    MLP_FIELD_NUMBER: _ClassVar[int]
    CONV_NET_FIELD_NUMBER: _ClassVar[int]
    RECIPE_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    TASK_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    target: str
    constant: _algorithms_pb2.Constant
    linear: _algorithms_pb2.Linear
    ridge: _algorithms_pb2.Ridge
    logistic: _algorithms_pb2.Logistic
    forest: _algorithms_pb2.Forest
    lasso: _algorithms_pb2.Lasso
    elastic_net: _algorithms_pb2.ElasticNet
    extra_trees: _algorithms_pb2.ExtraTrees
    boosting: _algorithms_pb2.Boosting
    linear_svm: _algorithms_pb2.LinearSvm
    rbf_svm: _algorithms_pb2.RbfSvm
    neighbors: _algorithms_pb2.Neighbors
    mlp: _algorithms_pb2.Mlp
    conv_net: _algorithms_pb2.ConvNet
    recipe: _pre_processing_pb2.Recipe
    seed: int
    task: _pre_processing_pb2.Task
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., target: _Optional[str] = ..., constant: _Optional[_Union[_algorithms_pb2.Constant, _Mapping[str, _Any]]] = ..., linear: _Optional[_Union[_algorithms_pb2.Linear, _Mapping[str, _Any]]] = ..., ridge: _Optional[_Union[_algorithms_pb2.Ridge, _Mapping[str, _Any]]] = ..., logistic: _Optional[_Union[_algorithms_pb2.Logistic, _Mapping[str, _Any]]] = ..., forest: _Optional[_Union[_algorithms_pb2.Forest, _Mapping[str, _Any]]] = ..., lasso: _Optional[_Union[_algorithms_pb2.Lasso, _Mapping[str, _Any]]] = ..., elastic_net: _Optional[_Union[_algorithms_pb2.ElasticNet, _Mapping[str, _Any]]] = ..., extra_trees: _Optional[_Union[_algorithms_pb2.ExtraTrees, _Mapping[str, _Any]]] = ..., boosting: _Optional[_Union[_algorithms_pb2.Boosting, _Mapping[str, _Any]]] = ..., linear_svm: _Optional[_Union[_algorithms_pb2.LinearSvm, _Mapping[str, _Any]]] = ..., rbf_svm: _Optional[_Union[_algorithms_pb2.RbfSvm, _Mapping[str, _Any]]] = ..., neighbors: _Optional[_Union[_algorithms_pb2.Neighbors, _Mapping[str, _Any]]] = ..., mlp: _Optional[_Union[_algorithms_pb2.Mlp, _Mapping[str, _Any]]] = ..., conv_net: _Optional[_Union[_algorithms_pb2.ConvNet, _Mapping[str, _Any]]] = ..., recipe: _Optional[_Union[_pre_processing_pb2.Recipe, _Mapping[str, _Any]]] = ..., seed: _Optional[int] = ..., task: _Optional[_Union[_pre_processing_pb2.Task, str]] = ...) -> None: ...

class PredictRequest(_message.Message):
    __slots__ = ("table", "model_id")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    MODEL_ID_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    model_id: str
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., model_id: _Optional[str] = ...) -> None: ...

class PredictResponse(_message.Message):
    __slots__ = ("predictions",)
    PREDICTIONS_FIELD_NUMBER: _ClassVar[int]
    predictions: _table_pb2.Table
    def __init__(self, predictions: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ...) -> None: ...

class EvaluateRequest(_message.Message):
    __slots__ = ("table", "model_id", "record")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    MODEL_ID_FIELD_NUMBER: _ClassVar[int]
    RECORD_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    model_id: str
    record: bool
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., model_id: _Optional[str] = ..., record: _Optional[bool] = ...) -> None: ...

class Evaluation(_message.Message):
    __slots__ = ("metrics", "row_count")
    METRICS_FIELD_NUMBER: _ClassVar[int]
    ROW_COUNT_FIELD_NUMBER: _ClassVar[int]
    metrics: _containers.RepeatedCompositeFieldContainer[Metric]
    row_count: int
    def __init__(self, metrics: _Optional[_Iterable[_Union[Metric, _Mapping[str, _Any]]]] = ..., row_count: _Optional[int] = ...) -> None: ...

class CompareModelsRequest(_message.Message):
    __slots__ = ("table", "model_ids")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    MODEL_IDS_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    model_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., model_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class ModelComparison(_message.Message):
    __slots__ = ("models", "row_count")
    MODELS_FIELD_NUMBER: _ClassVar[int]
    ROW_COUNT_FIELD_NUMBER: _ClassVar[int]
    models: _containers.RepeatedCompositeFieldContainer[ComparedModel]
    row_count: int
    def __init__(self, models: _Optional[_Iterable[_Union[ComparedModel, _Mapping[str, _Any]]]] = ..., row_count: _Optional[int] = ...) -> None: ...

class ComparedModel(_message.Message):
    __slots__ = ("model_id", "metrics", "difference", "standard_error")
    MODEL_ID_FIELD_NUMBER: _ClassVar[int]
    METRICS_FIELD_NUMBER: _ClassVar[int]
    DIFFERENCE_FIELD_NUMBER: _ClassVar[int]
    STANDARD_ERROR_FIELD_NUMBER: _ClassVar[int]
    model_id: str
    metrics: _containers.RepeatedCompositeFieldContainer[Metric]
    difference: float
    standard_error: float
    def __init__(self, model_id: _Optional[str] = ..., metrics: _Optional[_Iterable[_Union[Metric, _Mapping[str, _Any]]]] = ..., difference: _Optional[float] = ..., standard_error: _Optional[float] = ...) -> None: ...

class ExplainRequest(_message.Message):
    __slots__ = ("table", "model_id", "shuffles", "seed")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    MODEL_ID_FIELD_NUMBER: _ClassVar[int]
    SHUFFLES_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    model_id: str
    shuffles: int
    seed: int
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., model_id: _Optional[str] = ..., shuffles: _Optional[int] = ..., seed: _Optional[int] = ...) -> None: ...

class Explanation(_message.Message):
    __slots__ = ("importances",)
    IMPORTANCES_FIELD_NUMBER: _ClassVar[int]
    importances: _containers.RepeatedCompositeFieldContainer[ColumnImportance]
    def __init__(self, importances: _Optional[_Iterable[_Union[ColumnImportance, _Mapping[str, _Any]]]] = ...) -> None: ...

class ColumnImportance(_message.Message):
    __slots__ = ("column", "mean", "std")
    COLUMN_FIELD_NUMBER: _ClassVar[int]
    MEAN_FIELD_NUMBER: _ClassVar[int]
    STD_FIELD_NUMBER: _ClassVar[int]
    column: str
    mean: float
    std: float
    def __init__(self, column: _Optional[str] = ..., mean: _Optional[float] = ..., std: _Optional[float] = ...) -> None: ...

class PartialDependenceRequest(_message.Message):
    __slots__ = ("table", "model_id", "columns", "values", "rows", "individual_rows", "seed")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    MODEL_ID_FIELD_NUMBER: _ClassVar[int]
    COLUMNS_FIELD_NUMBER: _ClassVar[int]
    VALUES_FIELD_NUMBER: _ClassVar[int]
    ROWS_FIELD_NUMBER: _ClassVar[int]
    INDIVIDUAL_ROWS_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    model_id: str
    columns: _containers.RepeatedScalarFieldContainer[str]
    values: int
    rows: int
    individual_rows: int
    seed: int
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., model_id: _Optional[str] = ..., columns: _Optional[_Iterable[str]] = ..., values: _Optional[int] = ..., rows: _Optional[int] = ..., individual_rows: _Optional[int] = ..., seed: _Optional[int] = ...) -> None: ...

class PartialDependenceResponse(_message.Message):
    __slots__ = ("averages", "individuals")
    AVERAGES_FIELD_NUMBER: _ClassVar[int]
    INDIVIDUALS_FIELD_NUMBER: _ClassVar[int]
    averages: _table_pb2.Table
    individuals: _table_pb2.Table
    def __init__(self, averages: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., individuals: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ...) -> None: ...

class AttributeRequest(_message.Message):
    __slots__ = ("table", "model_id", "class_name")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    MODEL_ID_FIELD_NUMBER: _ClassVar[int]
    CLASS_NAME_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    model_id: str
    class_name: str
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., model_id: _Optional[str] = ..., class_name: _Optional[str] = ...) -> None: ...

class AttributeResponse(_message.Message):
    __slots__ = ("contributions", "scale", "class_name")
    CONTRIBUTIONS_FIELD_NUMBER: _ClassVar[int]
    SCALE_FIELD_NUMBER: _ClassVar[int]
    CLASS_NAME_FIELD_NUMBER: _ClassVar[int]
    contributions: _table_pb2.Table
    scale: AttributionScale
    class_name: str
    def __init__(self, contributions: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., scale: _Optional[_Union[AttributionScale, str]] = ..., class_name: _Optional[str] = ...) -> None: ...

class CrossValidateRequest(_message.Message):
    __slots__ = ("table", "target", "algorithms", "recipe", "folds", "seed", "task", "group_column", "time_column")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    TARGET_FIELD_NUMBER: _ClassVar[int]
    ALGORITHMS_FIELD_NUMBER: _ClassVar[int]
    RECIPE_FIELD_NUMBER: _ClassVar[int]
    FOLDS_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    TASK_FIELD_NUMBER: _ClassVar[int]
    GROUP_COLUMN_FIELD_NUMBER: _ClassVar[int]
    TIME_COLUMN_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    target: str
    algorithms: _containers.RepeatedCompositeFieldContainer[_algorithms_pb2.Algorithm]
    recipe: _pre_processing_pb2.Recipe
    folds: int
    seed: int
    task: _pre_processing_pb2.Task
    group_column: str
    time_column: str
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., target: _Optional[str] = ..., algorithms: _Optional[_Iterable[_Union[_algorithms_pb2.Algorithm, _Mapping[str, _Any]]]] = ..., recipe: _Optional[_Union[_pre_processing_pb2.Recipe, _Mapping[str, _Any]]] = ..., folds: _Optional[int] = ..., seed: _Optional[int] = ..., task: _Optional[_Union[_pre_processing_pb2.Task, str]] = ..., group_column: _Optional[str] = ..., time_column: _Optional[str] = ...) -> None: ...

class FoldScore(_message.Message):
    __slots__ = ("algorithm", "fold", "metrics", "fit_seconds", "predict_seconds", "done", "total", "task")
    ALGORITHM_FIELD_NUMBER: _ClassVar[int]
    FOLD_FIELD_NUMBER: _ClassVar[int]
    METRICS_FIELD_NUMBER: _ClassVar[int]
    FIT_SECONDS_FIELD_NUMBER: _ClassVar[int]
    PREDICT_SECONDS_FIELD_NUMBER: _ClassVar[int]
    DONE_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    TASK_FIELD_NUMBER: _ClassVar[int]
    algorithm: str
    fold: int
    metrics: _containers.RepeatedCompositeFieldContainer[Metric]
    fit_seconds: float
    predict_seconds: float
    done: int
    total: int
    task: _pre_processing_pb2.Task
    def __init__(self, algorithm: _Optional[str] = ..., fold: _Optional[int] = ..., metrics: _Optional[_Iterable[_Union[Metric, _Mapping[str, _Any]]]] = ..., fit_seconds: _Optional[float] = ..., predict_seconds: _Optional[float] = ..., done: _Optional[int] = ..., total: _Optional[int] = ..., task: _Optional[_Union[_pre_processing_pb2.Task, str]] = ...) -> None: ...

class DefaultSpace(_message.Message):
    __slots__ = ("algorithm",)
    ALGORITHM_FIELD_NUMBER: _ClassVar[int]
    algorithm: _algorithms_pb2.Algorithm
    def __init__(self, algorithm: _Optional[_Union[_algorithms_pb2.Algorithm, _Mapping[str, _Any]]] = ...) -> None: ...

class Candidates(_message.Message):
    __slots__ = ("algorithms",)
    ALGORITHMS_FIELD_NUMBER: _ClassVar[int]
    algorithms: _containers.RepeatedCompositeFieldContainer[_algorithms_pb2.Algorithm]
    def __init__(self, algorithms: _Optional[_Iterable[_Union[_algorithms_pb2.Algorithm, _Mapping[str, _Any]]]] = ...) -> None: ...

class SearchRequest(_message.Message):
    __slots__ = ("table", "target", "default_space", "candidates", "strategy", "budget_seconds", "most_trials", "folds", "holdout_share", "group_column", "time_column", "recipe", "seed", "task")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    TARGET_FIELD_NUMBER: _ClassVar[int]
    DEFAULT_SPACE_FIELD_NUMBER: _ClassVar[int]
    CANDIDATES_FIELD_NUMBER: _ClassVar[int]
    STRATEGY_FIELD_NUMBER: _ClassVar[int]
    BUDGET_SECONDS_FIELD_NUMBER: _ClassVar[int]
    MOST_TRIALS_FIELD_NUMBER: _ClassVar[int]
    FOLDS_FIELD_NUMBER: _ClassVar[int]
    HOLDOUT_SHARE_FIELD_NUMBER: _ClassVar[int]
    GROUP_COLUMN_FIELD_NUMBER: _ClassVar[int]
    TIME_COLUMN_FIELD_NUMBER: _ClassVar[int]
    RECIPE_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    TASK_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    target: str
    default_space: DefaultSpace
    candidates: Candidates
    strategy: SearchStrategy
    budget_seconds: float
    most_trials: int
    folds: int
    holdout_share: float
    group_column: str
    time_column: str
    recipe: _pre_processing_pb2.Recipe
    seed: int
    task: _pre_processing_pb2.Task
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., target: _Optional[str] = ..., default_space: _Optional[_Union[DefaultSpace, _Mapping[str, _Any]]] = ..., candidates: _Optional[_Union[Candidates, _Mapping[str, _Any]]] = ..., strategy: _Optional[_Union[SearchStrategy, str]] = ..., budget_seconds: _Optional[float] = ..., most_trials: _Optional[int] = ..., folds: _Optional[int] = ..., holdout_share: _Optional[float] = ..., group_column: _Optional[str] = ..., time_column: _Optional[str] = ..., recipe: _Optional[_Union[_pre_processing_pb2.Recipe, _Mapping[str, _Any]]] = ..., seed: _Optional[int] = ..., task: _Optional[_Union[_pre_processing_pb2.Task, str]] = ...) -> None: ...

class Trial(_message.Message):
    __slots__ = ("number", "algorithm", "metrics", "share", "seconds", "best", "done", "total", "task", "is_last")
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    ALGORITHM_FIELD_NUMBER: _ClassVar[int]
    METRICS_FIELD_NUMBER: _ClassVar[int]
    SHARE_FIELD_NUMBER: _ClassVar[int]
    SECONDS_FIELD_NUMBER: _ClassVar[int]
    BEST_FIELD_NUMBER: _ClassVar[int]
    DONE_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    TASK_FIELD_NUMBER: _ClassVar[int]
    IS_LAST_FIELD_NUMBER: _ClassVar[int]
    number: int
    algorithm: _algorithms_pb2.Algorithm
    metrics: _containers.RepeatedCompositeFieldContainer[Metric]
    share: float
    seconds: float
    best: int
    done: int
    total: int
    task: _pre_processing_pb2.Task
    is_last: bool
    def __init__(self, number: _Optional[int] = ..., algorithm: _Optional[_Union[_algorithms_pb2.Algorithm, _Mapping[str, _Any]]] = ..., metrics: _Optional[_Iterable[_Union[Metric, _Mapping[str, _Any]]]] = ..., share: _Optional[float] = ..., seconds: _Optional[float] = ..., best: _Optional[int] = ..., done: _Optional[int] = ..., total: _Optional[int] = ..., task: _Optional[_Union[_pre_processing_pb2.Task, str]] = ..., is_last: _Optional[bool] = ...) -> None: ...

class GetModelRequest(_message.Message):
    __slots__ = ("model_id",)
    MODEL_ID_FIELD_NUMBER: _ClassVar[int]
    model_id: str
    def __init__(self, model_id: _Optional[str] = ...) -> None: ...

class ListModelsRequest(_message.Message):
    __slots__ = ("page_size", "after", "tag", "algorithm", "target")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    AFTER_FIELD_NUMBER: _ClassVar[int]
    TAG_FIELD_NUMBER: _ClassVar[int]
    ALGORITHM_FIELD_NUMBER: _ClassVar[int]
    TARGET_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    after: str
    tag: str
    algorithm: str
    target: str
    def __init__(self, page_size: _Optional[int] = ..., after: _Optional[str] = ..., tag: _Optional[str] = ..., algorithm: _Optional[str] = ..., target: _Optional[str] = ...) -> None: ...

class ListModelsResponse(_message.Message):
    __slots__ = ("models", "next_after")
    MODELS_FIELD_NUMBER: _ClassVar[int]
    NEXT_AFTER_FIELD_NUMBER: _ClassVar[int]
    models: _containers.RepeatedCompositeFieldContainer[Model]
    next_after: str
    def __init__(self, models: _Optional[_Iterable[_Union[Model, _Mapping[str, _Any]]]] = ..., next_after: _Optional[str] = ...) -> None: ...

class TagModelRequest(_message.Message):
    __slots__ = ("model_id", "tag")
    MODEL_ID_FIELD_NUMBER: _ClassVar[int]
    TAG_FIELD_NUMBER: _ClassVar[int]
    model_id: str
    tag: str
    def __init__(self, model_id: _Optional[str] = ..., tag: _Optional[str] = ...) -> None: ...

class UntagModelRequest(_message.Message):
    __slots__ = ("tag",)
    TAG_FIELD_NUMBER: _ClassVar[int]
    tag: str
    def __init__(self, tag: _Optional[str] = ...) -> None: ...

class UntagModelResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ExportModelRequest(_message.Message):
    __slots__ = ("model_id", "format")
    MODEL_ID_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    model_id: str
    format: ExportFormat
    def __init__(self, model_id: _Optional[str] = ..., format: _Optional[_Union[ExportFormat, str]] = ...) -> None: ...

class ExportModelResponse(_message.Message):
    __slots__ = ("chunk",)
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    chunk: bytes
    def __init__(self, chunk: _Optional[bytes] = ...) -> None: ...

class DeleteModelRequest(_message.Message):
    __slots__ = ("model_id",)
    MODEL_ID_FIELD_NUMBER: _ClassVar[int]
    model_id: str
    def __init__(self, model_id: _Optional[str] = ...) -> None: ...

class DeleteModelResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...
