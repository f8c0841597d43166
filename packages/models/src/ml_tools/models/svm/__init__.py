"""Support vector machines: linear ones, and such with a radial basis kernel by Nystroem's method."""

from ml_tools.models.svm.families import FAMILIES
from ml_tools.models.svm.kernel_machine import learn_rbf_svm
from ml_tools.models.svm.linear_machine import learn_linear_svm

__all__ = ["FAMILIES", "learn_linear_svm", "learn_rbf_svm"]
