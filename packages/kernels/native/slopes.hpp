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

// How many blocks the second derivatives have, and how many rows and columns each: scores that do not depend on each
// other have a block each.
struct Blocks {
    std::int64_t count, size;
};

Blocks blocks_of(const Table& table, const Scores& scores);

// Returns the losses of all rows, summed, and writes their derivatives by the weights, `(features + 1, columns)`, and
// their second derivatives by the weights, column after column, `(count, size, size)`, unless that is null.
double sum_slopes(const Table& table, const Scores& scores, double* gradient, double* second);

}  // namespace kernels
