// Numbers of a row follow from products of rows to their left, four by four, of some columns at once so that these stay
// in the cache. Sums are added in one order everywhere.

#include "cholesky.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "wide.hpp"

namespace kernels {

namespace {

constexpr std::int64_t kSide = 4;
// Columns that are found at once, and columns that they follow from at once; whole groups of eight.
constexpr std::int64_t kPanel = 64, kChunk = 256;

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

// What is left of a panel of columns, row by row, when products are subtracted.
using Rest = std::vector<double>;

Rest no_rest(std::int64_t size) { return Rest(std::size_t((size + kSide) * kPanel)); }

// Subtracts the products of rows with those that have the numbers of the panel's columns, of all columns before it. Rows
// that are an upper triangle have zeros before their diagonals.
void subtract_products(Rows& own, Rows& of_columns, std::int64_t panel, std::int64_t last, std::int64_t begin,
                       std::int64_t end, bool is_upper, Rest& rest) {
    for (std::int64_t chunk = 0; chunk < panel; chunk += kChunk) {
        const std::int64_t stop = std::min(chunk + kChunk, panel);
        for (std::int64_t row = begin; row < end; row += kSide) {
            const std::int64_t start = is_upper ? std::max(chunk, row) : chunk;
            if (start >= stop) break;
            for (std::int64_t column = panel; column < last; column += kSide) {
                double products[kSide][kSide];
                multiply(own.wide(row), of_columns.wide(column), own.stride, start / kWide, stop / kWide, products);
                double* left = rest.data() + row * kPanel + column - panel;
                for (int place = 0; place < kSide; ++place)
                    for (int next = 0; next < kSide; ++next) left[place * kPanel + next] -= products[place][next];
            }
        }
    }
}

}  // namespace

bool factor(const double* matrix, std::int64_t size, double* lower) {
    Rows rows(size);
    Rest rest = no_rest(size);
    for (std::int64_t panel = 0; panel < size; panel += kPanel) {
        const std::int64_t last = std::min(panel + kPanel, size);
        for (std::int64_t row = panel; row < size; ++row)
            std::copy_n(matrix + row * size + panel, std::min(last, row + 1) - panel, rest.data() + row * kPanel);
        subtract_products(rows, rows, panel, last, panel, size, false, rest);
        for (std::int64_t first = panel; first < last; first += kSide)
            for (std::int64_t below = first; below < size; below += kSide) {
                double products[kSide][kSide];
                multiply(rows.wide(below), rows.wide(first), rows.stride, panel / kWide, (first + kWide - 1) / kWide,
                         products);
                for (std::int64_t row = below; row < std::min(below + kSide, size); ++row) {
                    double* own = rows.row(row);
                    for (std::int64_t column = first; column < std::min({first + kSide, last, row + 1}); ++column) {
                        const double* other = rows.row(column);
                        double left = rest[std::size_t(row * kPanel + column - panel)] - products[row - below][column - first];
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
    for (std::int64_t panel = 0; panel < size; panel += kPanel) {
        const std::int64_t last = std::min(panel + kPanel, size);
        Rest rest = no_rest(last);
        for (std::int64_t row = panel; row < last; ++row) rest[std::size_t(row * kPanel + row - panel)] = 1.0;
        subtract_products(found, given, panel, last, 0, panel, true, rest);
        for (std::int64_t first = 0; first < last; first += kSide)
            for (std::int64_t column = std::max(panel, first); column < last; column += kSide) {
                double products[kSide][kSide];
                multiply(found.wide(first), given.wide(column), found.stride, std::max(panel, first) / kWide,
                         (column + kWide - 1) / kWide, products);
                for (std::int64_t row = first; row < std::min(first + kSide, size); ++row) {
                    double* own = found.row(row);
                    for (std::int64_t place = std::max(column, row); place < std::min(column + kSide, last); ++place) {
                        const double* other = given.row(place);
                        double left = rest[std::size_t(row * kPanel + place - panel)] - products[row - first][place - column];
                        for (std::int64_t before = column; before < place; ++before) left -= own[before] * other[before];
                        own[place] = left / other[place];
                    }
                }
            }
    }
    for (std::int64_t row = 0; row < size; ++row) std::copy_n(found.row(row), size, transposed + row * size);
}

void solve(const double* lower, std::int64_t size, double* right) {
    for (std::int64_t row = 0; row < size; ++row) {
        const double* own = lower + row * size;
        Wide products;
        std::int64_t column = 0;
        for (; column + kWide <= row; column += kWide) products += loaded(own + column) * loaded(right + column);
        double left = right[row] - sum(products);
        for (; column < row; ++column) left -= own[column] * right[column];
        right[row] = left / own[row];
    }
    for (std::int64_t row = size; row-- > 0;) {
        const double* own = lower + row * size;
        right[row] /= own[row];
        for (std::int64_t column = 0; column < row; ++column) right[column] -= own[column] * right[row];
    }
}

}  // namespace kernels
