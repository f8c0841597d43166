// Losses of scores, which are products of features with weights, and their derivatives by the weights.
#pragma once

#include "tile.hpp"

namespace kernels {

enum class Loss : std::int32_t { kLogistic, kMultinomial, kSquaredHinge, kSquaredInsensitive };

struct Scores {
    // `(features + 1, columns)`; the last row is the intercepts.
    const double* weights;
    Loss loss;
    std::int32_t columns;
    // Of the loss.
    double parameter;
};

// Returns the losses of all rows, summed, and writes their derivatives by the weights, `(features + 1, columns)`.
double sum_slopes(const Table& table, const Scores& scores, double* gradient);

}  // namespace kernels
