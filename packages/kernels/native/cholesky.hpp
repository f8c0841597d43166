// Cholesky's factor of a positive definite matrix, its inverse, and what is solved with it.
#pragma once

#include <cstdint>

namespace kernels {

// Writes the lower triangle whose product with its transpose is a matrix of which the lower triangle is read, both
// `(size, size)`, zeros above it. Returns whether the matrix is positive definite; what is written is of no use if not.
bool factor(const double* matrix, std::int64_t size, double* lower);

// Writes the transpose of the inverse of a lower triangle, `(size, size)`, zeros below its diagonal.
void invert(const double* lower, std::int64_t size, double* transposed);

// Turns right sides into the solution of a lower triangle times its transpose.
void solve(const double* lower, std::int64_t size, double* right);

}  // namespace kernels
