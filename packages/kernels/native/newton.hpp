// Newton's method on rows in memory, for few weights: it takes less time than calling anything else in between would.
// Second derivatives serve for several steps where these go well, mended after each as by BFGS (Nocedal and Wright,
// Numerical Optimization, 2006, section 7.2).
#pragma once

#include "slopes.hpp"

namespace kernels {

// What is made small: the losses of all rows times a factor, and half the penalized squares of the weights.
struct Objective {
    // `(features + 1,)`.
    const double* penalty;
    double factor;
    // The gradient at which the minimum is taken for found.
    double steepest;
};

// Improves weights, `(features + 1, columns)`, until the gradient is small or rounding keeps it from getting smaller.
void minimize(const Table& table, const Scores& scores, const Objective& objective, double* weights);

}  // namespace kernels
