"""Neural nets: a multilayer perceptron, and a small convolutional net for images."""

from ml_tools.models.neural.families import FAMILIES
from ml_tools.models.neural.learning import learn_conv_net, learn_mlp
from ml_tools.models.neural.predicting import predict_classes, predict_numbers
from ml_tools.models.neural.training import Training

__all__ = ["FAMILIES", "Training", "learn_conv_net", "learn_mlp", "predict_classes", "predict_numbers"]
