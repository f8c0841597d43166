// Rows of a table as they lie: sums over the features of a row, where turning rows into columns would take longer.
#pragma once

#include <vector>

#include "tile.hpp"

namespace kernels {

class Lines {
public:
    // Weights of the features, and of 1 after them.
    Lines(const Table& table, const double* weights);

    // Writes the scores of so many rows.
    void score(std::int64_t first, int count, double* scores) const;

    // Adds slopes of so many rows times the rows.
    void add(std::int64_t first, int count, const double* slopes);

    // Writes the sums of slopes times features, `(features + 1,)`.
    void write(double* gradient) const;

private:
    // Eight features of a row, from their centers.
    Wide distances(const float* row, std::int64_t group) const;

    const Table& table_;
    std::int64_t whole_;
    std::vector<Wide> centers_, weights_, sums_;
    double intercept_, slopes_ = 0.0;
};

}  // namespace kernels
