#include "tile.hpp"

#include <algorithm>

namespace kernels {

void Tile::load(const Table& table, std::int64_t first) {
    const int count = int(std::min<std::int64_t>(kRows, table.rows - first));
    if (count < kRows) std::fill(values_.begin(), values_.end(), Wide());
    double* values = reinterpret_cast<double*>(values_.data());
    const float* given = table.features + first * table.columns;
    for (std::int32_t column = 0; column < features_; ++column) {
        const double center = table.center[column], factor = table.factor ? table.factor[column] : 1.0;
        for (int row = 0; row < count; ++row)
            values[column * kRows + row] = (double(given[row * table.columns + column]) - center) * factor;
    }
    double* ones = values + features_ * kRows;
    const bool is_placed = table.target_center == 0.0 && table.target_unit == 1.0;
    for (int row = 0; row < count; ++row) {
        const double target = table.target[first + row];
        ones[row] = 1.0;
        ones[row + kRows] = is_placed ? target : (target - table.target_center) / table.target_unit;
    }
}

}  // namespace kernels
