from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import Any as _Any, ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class BoostingLoss(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    BOOSTING_LOSS_UNSPECIFIED: _ClassVar[BoostingLoss]
    BOOSTING_LOSS_SQUARED: _ClassVar[BoostingLoss]
    BOOSTING_LOSS_ABSOLUTE: _ClassVar[BoostingLoss]
    BOOSTING_LOSS_QUANTILE: _ClassVar[BoostingLoss]

class NeighborWeights(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    NEIGHBOR_WEIGHTS_UNSPECIFIED: _ClassVar[NeighborWeights]
    NEIGHBOR_WEIGHTS_UNIFORM: _ClassVar[NeighborWeights]
    NEIGHBOR_WEIGHTS_DISTANCE: _ClassVar[NeighborWeights]
BOOSTING_LOSS_UNSPECIFIED: BoostingLoss
BOOSTING_LOSS_SQUARED: BoostingLoss
BOOSTING_LOSS_ABSOLUTE: BoostingLoss
BOOSTING_LOSS_QUANTILE: BoostingLoss
NEIGHBOR_WEIGHTS_UNSPECIFIED: NeighborWeights
NEIGHBOR_WEIGHTS_UNIFORM: NeighborWeights
NEIGHBOR_WEIGHTS_DISTANCE: NeighborWeights

class Algorithm(_message.Message):
    __slots__ = ("name", "constant", "linear", "ridge", "logistic", "forest", "lasso", "elastic_net", "extra_trees", "boosting", "linear_svm", "rbf_svm", "neighbors", "mlp", "conv_net")
    NAME_FIELD_NUMBER: _ClassVar[int]
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
    name: str
    constant: Constant
    linear: Linear
    ridge: Ridge
    logistic: Logistic
    forest: Forest
    lasso: Lasso
    elastic_net: ElasticNet
    extra_trees: ExtraTrees
    boosting: Boosting
    linear_svm: LinearSvm
    rbf_svm: RbfSvm
    neighbors: Neighbors
    mlp: Mlp
    conv_net: ConvNet
    def __init__(self, name: _Optional[str] = ..., constant: _Optional[_Union[Constant, _Mapping[str, _Any]]] = ..., linear: _Optional[_Union[Linear, _Mapping[str, _Any]]] = ..., ridge: _Optional[_Union[Ridge, _Mapping[str, _Any]]] = ..., logistic: _Optional[_Union[Logistic, _Mapping[str, _Any]]] = ..., forest: _Optional[_Union[Forest, _Mapping[str, _Any]]] = ..., lasso: _Optional[_Union[Lasso, _Mapping[str, _Any]]] = ..., elastic_net: _Optional[_Union[ElasticNet, _Mapping[str, _Any]]] = ..., extra_trees: _Optional[_Union[ExtraTrees, _Mapping[str, _Any]]] = ..., boosting: _Optional[_Union[Boosting, _Mapping[str, _Any]]] = ..., linear_svm: _Optional[_Union[LinearSvm, _Mapping[str, _Any]]] = ..., rbf_svm: _Optional[_Union[RbfSvm, _Mapping[str, _Any]]] = ..., neighbors: _Optional[_Union[Neighbors, _Mapping[str, _Any]]] = ..., mlp: _Optional[_Union[Mlp, _Mapping[str, _Any]]] = ..., conv_net: _Optional[_Union[ConvNet, _Mapping[str, _Any]]] = ...) -> None: ...

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

class ClassWeight(_message.Message):
    __slots__ = ("class_name", "weight")
    CLASS_NAME_FIELD_NUMBER: _ClassVar[int]
    WEIGHT_FIELD_NUMBER: _ClassVar[int]
    class_name: str
    weight: float
    def __init__(self, class_name: _Optional[str] = ..., weight: _Optional[float] = ...) -> None: ...

class Monotone(_message.Message):
    __slots__ = ("column", "rising")
    COLUMN_FIELD_NUMBER: _ClassVar[int]
    RISING_FIELD_NUMBER: _ClassVar[int]
    column: str
    rising: bool
    def __init__(self, column: _Optional[str] = ..., rising: _Optional[bool] = ...) -> None: ...

class Forest(_message.Message):
    __slots__ = ("trees", "max_depth", "min_leaf_rows", "feature_share", "balanced_classes", "class_weights", "out_of_bag")
    TREES_FIELD_NUMBER: _ClassVar[int]
    MAX_DEPTH_FIELD_NUMBER: _ClassVar[int]
    MIN_LEAF_ROWS_FIELD_NUMBER: _ClassVar[int]
    FEATURE_SHARE_FIELD_NUMBER: _ClassVar[int]
    BALANCED_CLASSES_FIELD_NUMBER: _ClassVar[int]
    CLASS_WEIGHTS_FIELD_NUMBER: _ClassVar[int]
    OUT_OF_BAG_FIELD_NUMBER: _ClassVar[int]
    trees: int
    max_depth: int
    min_leaf_rows: int
    feature_share: float
    balanced_classes: bool
    class_weights: _containers.RepeatedCompositeFieldContainer[ClassWeight]
    out_of_bag: bool
    def __init__(self, trees: _Optional[int] = ..., max_depth: _Optional[int] = ..., min_leaf_rows: _Optional[int] = ..., feature_share: _Optional[float] = ..., balanced_classes: _Optional[bool] = ..., class_weights: _Optional[_Iterable[_Union[ClassWeight, _Mapping[str, _Any]]]] = ..., out_of_bag: _Optional[bool] = ...) -> None: ...

class Lasso(_message.Message):
    __slots__ = ("penalty",)
    PENALTY_FIELD_NUMBER: _ClassVar[int]
    penalty: float
    def __init__(self, penalty: _Optional[float] = ...) -> None: ...

class ElasticNet(_message.Message):
    __slots__ = ("penalty", "l1_share")
    PENALTY_FIELD_NUMBER: _ClassVar[int]
    L1_SHARE_FIELD_NUMBER: _ClassVar[int]
    penalty: float
    l1_share: float
    def __init__(self, penalty: _Optional[float] = ..., l1_share: _Optional[float] = ...) -> None: ...

class ExtraTrees(_message.Message):
    __slots__ = ("trees", "max_depth", "min_leaf_rows", "feature_share", "balanced_classes", "class_weights")
    TREES_FIELD_NUMBER: _ClassVar[int]
    MAX_DEPTH_FIELD_NUMBER: _ClassVar[int]
    MIN_LEAF_ROWS_FIELD_NUMBER: _ClassVar[int]
    FEATURE_SHARE_FIELD_NUMBER: _ClassVar[int]
    BALANCED_CLASSES_FIELD_NUMBER: _ClassVar[int]
    CLASS_WEIGHTS_FIELD_NUMBER: _ClassVar[int]
    trees: int
    max_depth: int
    min_leaf_rows: int
    feature_share: float
    balanced_classes: bool
    class_weights: _containers.RepeatedCompositeFieldContainer[ClassWeight]
    def __init__(self, trees: _Optional[int] = ..., max_depth: _Optional[int] = ..., min_leaf_rows: _Optional[int] = ..., feature_share: _Optional[float] = ..., balanced_classes: _Optional[bool] = ..., class_weights: _Optional[_Iterable[_Union[ClassWeight, _Mapping[str, _Any]]]] = ...) -> None: ...

class Boosting(_message.Message):
    __slots__ = ("trees", "learning_rate", "leaves", "max_depth", "min_leaf_rows", "l2", "feature_share", "row_share", "loss", "quantile", "early_stopping_trees", "validation_share", "monotone", "balanced_classes", "class_weights")
    TREES_FIELD_NUMBER: _ClassVar[int]
    LEARNING_RATE_FIELD_NUMBER: _ClassVar[int]
    LEAVES_FIELD_NUMBER: _ClassVar[int]
    MAX_DEPTH_FIELD_NUMBER: _ClassVar[int]
    MIN_LEAF_ROWS_FIELD_NUMBER: _ClassVar[int]
    L2_FIELD_NUMBER: _ClassVar[int]
    FEATURE_SHARE_FIELD_NUMBER: _ClassVar[int]
    ROW_SHARE_FIELD_NUMBER: _ClassVar[int]
    LOSS_FIELD_NUMBER: _ClassVar[int]
    QUANTILE_FIELD_NUMBER: _ClassVar[int]
    EARLY_STOPPING_TREES_FIELD_NUMBER: _ClassVar[int]
    VALIDATION_SHARE_FIELD_NUMBER: _ClassVar[int]
    MONOTONE_FIELD_NUMBER: _ClassVar[int]
    BALANCED_CLASSES_FIELD_NUMBER: _ClassVar[int]
    CLASS_WEIGHTS_FIELD_NUMBER: _ClassVar[int]
    trees: int
    learning_rate: float
    leaves: int
    max_depth: int
    min_leaf_rows: int
    l2: float
    feature_share: float
    row_share: float
    loss: BoostingLoss
    quantile: float
    early_stopping_trees: int
    validation_share: float
    monotone: _containers.RepeatedCompositeFieldContainer[Monotone]
    balanced_classes: bool
    class_weights: _containers.RepeatedCompositeFieldContainer[ClassWeight]
    def __init__(self, trees: _Optional[int] = ..., learning_rate: _Optional[float] = ..., leaves: _Optional[int] = ..., max_depth: _Optional[int] = ..., min_leaf_rows: _Optional[int] = ..., l2: _Optional[float] = ..., feature_share: _Optional[float] = ..., row_share: _Optional[float] = ..., loss: _Optional[_Union[BoostingLoss, str]] = ..., quantile: _Optional[float] = ..., early_stopping_trees: _Optional[int] = ..., validation_share: _Optional[float] = ..., monotone: _Optional[_Iterable[_Union[Monotone, _Mapping[str, _Any]]]] = ..., balanced_classes: _Optional[bool] = ..., class_weights: _Optional[_Iterable[_Union[ClassWeight, _Mapping[str, _Any]]]] = ...) -> None: ...

class LinearSvm(_message.Message):
    __slots__ = ("cost", "epsilon")
    COST_FIELD_NUMBER: _ClassVar[int]
    EPSILON_FIELD_NUMBER: _ClassVar[int]
    cost: float
    epsilon: float
    def __init__(self, cost: _Optional[float] = ..., epsilon: _Optional[float] = ...) -> None: ...

class RbfSvm(_message.Message):
    __slots__ = ("cost", "gamma", "epsilon", "components")
    COST_FIELD_NUMBER: _ClassVar[int]
    GAMMA_FIELD_NUMBER: _ClassVar[int]
    EPSILON_FIELD_NUMBER: _ClassVar[int]
    COMPONENTS_FIELD_NUMBER: _ClassVar[int]
    cost: float
    gamma: float
    epsilon: float
    components: int
    def __init__(self, cost: _Optional[float] = ..., gamma: _Optional[float] = ..., epsilon: _Optional[float] = ..., components: _Optional[int] = ...) -> None: ...

class Neighbors(_message.Message):
    __slots__ = ("neighbors", "weights")
    NEIGHBORS_FIELD_NUMBER: _ClassVar[int]
    WEIGHTS_FIELD_NUMBER: _ClassVar[int]
    neighbors: int
    weights: NeighborWeights
    def __init__(self, neighbors: _Optional[int] = ..., weights: _Optional[_Union[NeighborWeights, str]] = ...) -> None: ...

class HiddenLayer(_message.Message):
    __slots__ = ("units",)
    UNITS_FIELD_NUMBER: _ClassVar[int]
    units: int
    def __init__(self, units: _Optional[int] = ...) -> None: ...

class Mlp(_message.Message):
    __slots__ = ("hidden", "learning_rate", "weight_decay", "epochs", "batch_rows", "early_stopping_epochs", "validation_share")
    HIDDEN_FIELD_NUMBER: _ClassVar[int]
    LEARNING_RATE_FIELD_NUMBER: _ClassVar[int]
    WEIGHT_DECAY_FIELD_NUMBER: _ClassVar[int]
    EPOCHS_FIELD_NUMBER: _ClassVar[int]
    BATCH_ROWS_FIELD_NUMBER: _ClassVar[int]
    EARLY_STOPPING_EPOCHS_FIELD_NUMBER: _ClassVar[int]
    VALIDATION_SHARE_FIELD_NUMBER: _ClassVar[int]
    hidden: _containers.RepeatedCompositeFieldContainer[HiddenLayer]
    learning_rate: float
    weight_decay: float
    epochs: int
    batch_rows: int
    early_stopping_epochs: int
    validation_share: float
    def __init__(self, hidden: _Optional[_Iterable[_Union[HiddenLayer, _Mapping[str, _Any]]]] = ..., learning_rate: _Optional[float] = ..., weight_decay: _Optional[float] = ..., epochs: _Optional[int] = ..., batch_rows: _Optional[int] = ..., early_stopping_epochs: _Optional[int] = ..., validation_share: _Optional[float] = ...) -> None: ...

class Convolution(_message.Message):
    __slots__ = ("filters",)
    FILTERS_FIELD_NUMBER: _ClassVar[int]
    filters: int
    def __init__(self, filters: _Optional[int] = ...) -> None: ...

class ConvNet(_message.Message):
    __slots__ = ("height", "width", "channels", "convolutions", "learning_rate", "weight_decay", "epochs", "batch_rows", "early_stopping_epochs", "validation_share")
    HEIGHT_FIELD_NUMBER: _ClassVar[int]
    WIDTH_FIELD_NUMBER: _ClassVar[int]
    CHANNELS_FIELD_NUMBER: _ClassVar[int]
    CONVOLUTIONS_FIELD_NUMBER: _ClassVar[int]
    LEARNING_RATE_FIELD_NUMBER: _ClassVar[int]
    WEIGHT_DECAY_FIELD_NUMBER: _ClassVar[int]
    EPOCHS_FIELD_NUMBER: _ClassVar[int]
    BATCH_ROWS_FIELD_NUMBER: _ClassVar[int]
    EARLY_STOPPING_EPOCHS_FIELD_NUMBER: _ClassVar[int]
    VALIDATION_SHARE_FIELD_NUMBER: _ClassVar[int]
    height: int
    width: int
    channels: int
    convolutions: _containers.RepeatedCompositeFieldContainer[Convolution]
    learning_rate: float
    weight_decay: float
    epochs: int
    batch_rows: int
    early_stopping_epochs: int
    validation_share: float
    def __init__(self, height: _Optional[int] = ..., width: _Optional[int] = ..., channels: _Optional[int] = ..., convolutions: _Optional[_Iterable[_Union[Convolution, _Mapping[str, _Any]]]] = ..., learning_rate: _Optional[float] = ..., weight_decay: _Optional[float] = ..., epochs: _Optional[int] = ..., batch_rows: _Optional[int] = ..., early_stopping_epochs: _Optional[int] = ..., validation_share: _Optional[float] = ...) -> None: ...
