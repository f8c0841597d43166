// Runs the sums over rows of many shapes, for the sanitizers, and checks what holds of them.

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "cholesky.hpp"
#include "newton.hpp"
#include "products.hpp"
#include "slopes.hpp"

namespace {

void expect(bool holds, const char* what, int line) {
    if (holds) return;
    std::fprintf(stderr, "line %d: expected %s\n", line, what);
    std::exit(1);
}

#define EXPECT(condition) expect(condition, #condition, __LINE__)

void check(std::int64_t rows, std::int32_t features, std::int32_t classes) {
    std::vector<float> values(std::size_t(rows * features));
    std::vector<double> target(std::size_t(rows), 0.0), zeros(std::size_t(features), 0.0);
    for (std::size_t place = 0; place < values.size(); ++place) values[place] = float(place % 13) - 6.0F;
    for (std::size_t row = 0; row < target.size(); ++row) target[row] = double(row % std::size_t(classes));
    const kernels::Table table{values.data(), target.data(), zeros.data(), nullptr, 0.0, 1.0, rows, features};

    std::vector<double> products(std::size_t((features + 2) * (features + 2))), squares(std::size_t(features) * 2);
    kernels::sum_products(table, products.data());
    kernels::sum_squares(table, squares.data());
    EXPECT(products[std::size_t(features * (features + 3))] == double(rows));
    for (std::int32_t feature = 0; feature < features; ++feature) {
        EXPECT(products[std::size_t(feature * (features + 3))] == squares[std::size_t(feature + features)]);
        EXPECT(products[std::size_t(feature * (features + 2) + features)] == squares[std::size_t(feature)]);
    }
    for (const auto loss : {kernels::Loss::kLogistic, kernels::Loss::kMultinomial, kernels::Loss::kSquaredHinge,
                            kernels::Loss::kSquaredInsensitive}) {
        const bool is_wide = loss == kernels::Loss::kMultinomial || loss == kernels::Loss::kSquaredHinge;
        const std::int32_t columns = is_wide ? classes : 1;
        std::vector<double> weights(std::size_t((features + 1) * columns), 0.01), gradient(weights.size());
        const kernels::Scores scores{weights.data(), loss, columns, 0.1};
        const kernels::Blocks blocks = kernels::blocks_of(table, scores);
        std::vector<double> second(std::size_t(blocks.count * blocks.size * blocks.size));
        const double found = kernels::sum_slopes(table, scores, gradient.data(), second.data());
        const double again = kernels::sum_slopes(table, scores, gradient.data(), nullptr);
        EXPECT(std::fabs(found - again) <= 1e-12 * found);
        EXPECT(std::isfinite(found) && found >= 0.0);
        for (const double bend : second) EXPECT(std::isfinite(bend));
        if (features > 5) continue;
        const std::vector<double> penalty(std::size_t(features) + 1, 1.0);
        std::vector<double> least(weights.size(), 0.0);
        kernels::minimize(table, scores, {penalty.data(), 1.0, 1e-6}, least.data());
        for (const double weight : least) EXPECT(std::isfinite(weight));
        for (const double slope : gradient) EXPECT(std::isfinite(slope));
    }
}

}  // namespace

int main() {
    for (const std::int64_t size : {0, 1, 3, 4, 5, 33}) {
        std::vector<double> matrix(std::size_t(size * size), 0.5), lower(matrix.size());
        for (std::int64_t place = 0; place < size; ++place) matrix[std::size_t(place * (size + 1))] = 2.0;
        EXPECT(kernels::factor(matrix.data(), size, lower.data()));
        kernels::invert(lower.data(), size, matrix.data());
        for (const double number : matrix) EXPECT(std::isfinite(number));
        std::vector<double> right(std::size_t(size), 1.0);
        kernels::solve(lower.data(), size, right.data());
        for (const double number : right) EXPECT(std::isfinite(number));
        if (!size) continue;
        matrix[0] = -1.0;
        EXPECT(!kernels::factor(matrix.data(), size, lower.data()));
    }
    for (const std::int64_t rows : {0, 1, 63, 64, 65, 200})
        for (const std::int32_t features : {0, 1, 2, 3, 5, 30, 69})
            for (const std::int32_t classes : {2, 5, 9}) check(rows, features, classes);
}
