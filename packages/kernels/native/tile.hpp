// Some rows of a table of features, column by column, in 64 bits, centred and scaled.
#pragma once

#include <cstdint>
#include <vector>

#include "wide.hpp"

namespace kernels {

// Features of 32 bits, row by row, and a target of each row. A value stands for its distance from the center, times the
// factor; there may be no factors.
struct Table {
    const float* features;
    const double* target;
    const double* center;
    const double* factor;
    double target_center;
    double target_unit;
    std::int64_t rows;
    std::int32_t columns;
};

// The columns are those of the features, one of ones, and the target; all are 0 where there are no more rows.
class Tile {
public:
    static constexpr int kGroups = 8;
    static constexpr int kRows = kGroups * kWide;

    explicit Tile(std::int32_t features) : features_(features), values_(std::size_t(features + 2) * kGroups) {}

    std::int32_t columns() const { return features_ + 2; }
    const Wide* column(std::int32_t number) const { return values_.data() + std::size_t(number) * kGroups; }
    const Wide* ones() const { return column(features_); }
    const Wide* target() const { return column(features_ + 1); }

    void load(const Table& table, std::int64_t first);

private:
    std::int32_t features_;
    std::vector<Wide> values_;
};

// Adds to sums, `columns` after each other, the products of columns of one and the other, row by row.
template <int kOwn, int kOther>
inline void add_products(const Wide* own, const Wide* other, Wide* sums, std::int64_t columns) {
    Wide held[kOwn][kOther];
    for (int row = 0; row < kOwn; ++row)
        for (int column = 0; column < kOther; ++column) held[row][column] = sums[row * columns + column];
    for (int group = 0; group < Tile::kGroups; ++group)
        for (int row = 0; row < kOwn; ++row)
            for (int column = 0; column < kOther; ++column)
                held[row][column] += own[row * Tile::kGroups + group] * other[column * Tile::kGroups + group];
    for (int row = 0; row < kOwn; ++row)
        for (int column = 0; column < kOther; ++column) sums[row * columns + column] = held[row][column];
}

// As many products at once as the registers hold.
#if defined(__AVX512F__)
constexpr std::int64_t kSide = 4;
#else
constexpr std::int64_t kSide = 2;
#endif

// Adds to sums, `(columns, columns)` of which those below the diagonal blocks are not written, the products of each
// column of one with those of the other that do not come before it.
inline void add_triangle(const Wide* own, const Wide* other, Wide* sums, std::int64_t columns) {
    const std::int64_t whole = columns / kSide * kSide;
    for (std::int64_t row = 0; row < whole; row += kSide, own += kSide * Tile::kGroups) {
        Wide* line = sums + row * columns;
        for (std::int64_t column = row; column < whole; column += kSide)
            add_products<kSide, kSide>(own, other + column * Tile::kGroups, line + column, columns);
        for (std::int64_t column = whole; column < columns; ++column)
            add_products<kSide, 1>(own, other + column * Tile::kGroups, line + column, columns);
    }
    for (std::int64_t row = whole; row < columns; ++row, own += Tile::kGroups)
        for (std::int64_t column = row; column < columns; ++column)
            add_products<1, 1>(own, other + column * Tile::kGroups, sums + row * columns + column, columns);
}

// Writes what a triangle stands for, `(columns, columns)`.
inline void write_symmetric(const Wide* triangle, std::int64_t columns, double* sums) {
    for (std::int64_t row = 0; row < columns; ++row)
        for (std::int64_t column = row; column < columns; ++column)
            sums[row * columns + column] = sums[column * columns + row] = sum(triangle[row * columns + column]);
}

}  // namespace kernels
