#include "products.hpp"

#include <algorithm>

namespace kernels {

void sum_products(const Table& table, double* sums) {
    Tile tile(table.columns);
    std::vector<Wide> lanes(std::size_t(tile.columns()) * std::size_t(tile.columns()));
    for (std::int64_t first = 0; first < table.rows; first += Tile::kRows) {
        tile.load(table, first);
        add_triangle(tile.column(0), tile.column(0), lanes.data(), tile.columns());
    }
    write_symmetric(lanes.data(), tile.columns(), sums);
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
