// Sums over rows of products of columns: what least squares need to know of the rows.
#pragma once

#include "tile.hpp"

namespace kernels {

// Writes the sums of the products of all columns of the tiles with each other, `(columns, columns)`.
void sum_products(const Table& table, double* sums);

// Writes the sums of the features, and of their squares, `(2, features)`.
void sum_squares(const Table& table, double* sums);

}  // namespace kernels
