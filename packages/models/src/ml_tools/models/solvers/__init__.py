"""What linear models and support vector machines share: sums over rows, Cholesky's factors, and Newton's method."""

from ml_tools.models.solvers.basis import Basis
from ml_tools.models.solvers.cholesky import (
    Factor,
    diagonal_of_inverse,
    factor,
    factored,
    half_solve,
    product,
    pseudo_solve,
    solve,
    transposed_inverse,
    transposed_solve,
)
from ml_tools.models.solvers.chunks import BLOCK, Chunk, Part, Parts, blocks, divided, sampled, whole_chunk
from ml_tools.models.solvers.crew import Crew, at_once, of_chunks, summed
from ml_tools.models.solvers.curve import Curve
from ml_tools.models.solvers.derivatives import placed
from ml_tools.models.solvers.losses import BINARY, Loss, Sloped, apart
from ml_tools.models.solvers.native_sums import native_products
from ml_tools.models.solvers.newton import Minimum, Objective, minimize, second_derivatives
from ml_tools.models.solvers.places import Places, middle, place
from ml_tools.models.solvers.scores import as_they_are, scores

__all__ = [
    "BINARY",
    "BLOCK",
    "Basis",
    "Chunk",
    "Crew",
    "Curve",
    "Factor",
    "Loss",
    "Minimum",
    "Objective",
    "Part",
    "Parts",
    "Places",
    "Sloped",
    "apart",
    "as_they_are",
    "at_once",
    "blocks",
    "diagonal_of_inverse",
    "divided",
    "factor",
    "factored",
    "half_solve",
    "middle",
    "minimize",
    "native_products",
    "of_chunks",
    "place",
    "placed",
    "product",
    "pseudo_solve",
    "sampled",
    "scores",
    "second_derivatives",
    "solve",
    "summed",
    "transposed_inverse",
    "transposed_solve",
    "whole_chunk",
]
