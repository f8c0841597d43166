#include "products.hpp"

#include <algorithm>

namespace kernels {

namespace {

// As many products at once as the registers hold.
#if defined(__AVX512F__)
constexpr int kSide = 4;
#else
constexpr int kSide = 2;
#endif

}  // namespace

void sum_products(const Table& table, double* sums) {
    Tile tile(table.columns);
    const std::int64_t columns = tile.columns(), whole = columns / kSide * kSide;
    std::vector<Wide> lanes(std::size_t(columns * columns));
    for (std::int64_t first = 0; first < table.rows; first += Tile::kRows) {
        tile.load(table, first);
        const Wide* values = tile.column(0);
        for (std::int64_t row = 0; row < columns; row += row < whole ? kSide : 1) {
            Wide* line = lanes.data() + row * columns;
            const Wide* own = values + row * Tile::kGroups;
            std::int64_t column = row;
            if (row < whole)
                for (; column < whole; column += kSide)
                    add_products<kSide, kSide>(own, values + column * Tile::kGroups, line + column, columns);
            for (; column < columns; ++column)
                if (row < whole)
                    add_products<kSide, 1>(own, values + column * Tile::kGroups, line + column, columns);
                else
                    add_products<1, 1>(own, values + column * Tile::kGroups, line + column, columns);
        }
    }
    for (std::int64_t row = 0; row < columns; ++row)
        for (std::int64_t column = row; column < columns; ++column)
            sums[row * columns + column] = sums[column * columns + row] = sum(lanes[std::size_t(row * columns + column)]);
}

void sum_squares(const Table& table, double* sums) {
    Tile tile(table.columns);
    std::vector<Wide> lanes(std::size_t(table.columns) * 2);
    for (std::int64_t first = 0; first < table.rows; first += Tile::kRows) {
        tile.load(table, first);
        for (std::int32_t column = 0; column < table.columns; ++column) {
            const Wide* values = tile.column(column);
            Wide &once = lanes[std::size_t(column)], &squared = lanes[std::size_t(column + table.columns)];
            for (int group = 0; group < Tile::kGroups; ++group) {
                once += values[group];
                squared += values[group] * values[group];
            }
        }
    }
    std::transform(lanes.begin(), lanes.end(), sums, [](const Wide& each) { return sum(each); });
}

}  // namespace kernels
