// Numbers of a row follow from products of rows to their left, four by four. Sums are added in one order everywhere.

#include "cholesky.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "wide.hpp"

namespace kernels {

namespace {

constexpr std::int64_t kSide = 4;

// Rows of numbers, padded with zeros to whole groups of eight, and with rows of zeros to whole groups of four.
struct Rows {
    explicit Rows(std::int64_t size)
        : stride((size + kWide - 1) / kWide), held(std::size_t((size + kSide - 1) / kSide * kSide * stride)) {}

    double* row(std::int64_t number) { return reinterpret_cast<double*>(wide(number)); }
    Wide* wide(std::int64_t number) { return held.data() + number * stride; }

    std::int64_t stride;
    std::vector<Wide> held;
};

// The products of four rows with four others, of groups of eight columns from the first to before the last.
void multiply(const Wide* own, const Wide* other, std::int64_t stride, std::int64_t first, std::int64_t last,
              double (*found)[kSide]) {
    constexpr int kHalf = kSide / 2;
    for (std::int64_t side = 0; side < kSide; side += kHalf) {
        Wide held[kSide][kHalf];
        for (std::int64_t group = first; group < last; ++group)
            for (int row = 0; row < kSide; ++row)
                for (int column = 0; column < kHalf; ++column)
                    held[row][column] += own[row * stride + group] * other[(side + column) * stride + group];
        for (int row = 0; row < kSide; ++row)
            for (int column = 0; column < kHalf; ++column) found[row][side + column] = sum(held[row][column]);
    }
}

}  // namespace

bool factor(const double* matrix, std::int64_t size, double* lower) {
    Rows rows(size);
    for (std::int64_t first = 0; first < size; first += kSide) {
        const std::int64_t last = std::min(first + kSide, size);
        for (std::int64_t below = first; below < size; below += kSide) {
            double products[kSide][kSide];
            multiply(rows.wide(below), rows.wide(first), rows.stride, 0, (first + kWide - 1) / kWide, products);
            for (std::int64_t row = below; row < std::min(below + kSide, size); ++row) {
                double* own = rows.row(row);
                for (std::int64_t column = first; column < std::min(last, row + 1); ++column) {
                    const double* other = rows.row(column);
                    double left = matrix[row * size + column] - products[row - below][column - first];
                    for (std::int64_t place = first; place < column; ++place) left -= own[place] * other[place];
                    if (row == column && !(left > 0.0)) return false;
                    own[column] = row == column ? std::sqrt(left) : left / other[column];
                }
            }
        }
    }
    for (std::int64_t row = 0; row < size; ++row) {
        std::copy_n(rows.row(row), row + 1, lower + row * size);
        std::fill_n(lower + row * size + row + 1, size - row - 1, 0.0);
    }
    return true;
}

void invert(const double* lower, std::int64_t size, double* transposed) {
    Rows given(size), found(size);
    for (std::int64_t row = 0; row < size; ++row) std::copy_n(lower + row * size, row + 1, given.row(row));
    for (std::int64_t first = 0; first < size; first += kSide) {
        for (std::int64_t column = first; column < size; column += kSide) {
            double products[kSide][kSide];
            multiply(found.wide(first), given.wide(column), found.stride, first / kWide, (column + kWide - 1) / kWide,
                     products);
            for (std::int64_t row = first; row < std::min(first + kSide, size); ++row) {
                double* own = found.row(row);
                for (std::int64_t place = std::max(column, row); place < std::min(column + kSide, size); ++place) {
                    const double* other = given.row(place);
                    double left = (place == row ? 1.0 : 0.0) - products[row - first][place - column];
                    for (std::int64_t before = column; before < place; ++before) left -= own[before] * other[before];
                    own[place] = left / other[place];
                }
            }
        }
    }
    for (std::int64_t row = 0; row < size; ++row) std::copy_n(found.row(row), size, transposed + row * size);
}

}  // namespace kernels
