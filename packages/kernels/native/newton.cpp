#include "newton.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "cholesky.hpp"

namespace kernels {

namespace {

constexpr int kMostSteps = 500, kMostHalvings = 30;
constexpr double kSufficient = 1e-4, kRounding = 1e-12;
// Added to diagonals of ones, for directions in which nothing bends.
constexpr double kJitter = 1e-11;

using Numbers = std::vector<double>;

struct Point {
    Numbers weights;
    double value;
    Numbers gradient, second;

    double steepness() const {
        double most = 0.0;
        for (const double slope : gradient) most = std::fmax(most, std::fabs(slope));
        return most;
    }
};

double product(const Numbers& left, const Numbers& right) {
    double sum = 0.0;
    for (std::size_t place = 0; place < left.size(); ++place) sum += left[place] * right[place];
    return sum;
}

class Problem {
public:
    Problem(const Table& table, const Scores& scores, const Objective& objective)
        : table_(table), scores_(scores), objective_(objective), blocks_(blocks_of(table, scores)) {}

    Point at(Numbers weights) const {
        Point point{std::move(weights), 0.0, {}, {}};
        point.gradient.resize(point.weights.size());
        point.second.resize(std::size_t(blocks_.count * blocks_.size * blocks_.size));
        Scores scores = scores_;
        scores.weights = point.weights.data();
        point.value = objective_.factor * sum_slopes(table_, scores, point.gradient.data(), point.second.data());
        for (std::size_t place = 0; place < point.weights.size(); ++place) {
            const double penalized = penalty_of(place) * point.weights[place];
            point.value += 0.5 * penalized * point.weights[place];
            point.gradient[place] = objective_.factor * point.gradient[place] + penalized;
        }
        return point;
    }

    // From there to the minimum of the parabola; NaN where there is none.
    Numbers step(const Point& from) const {
        const std::size_t size = std::size_t(blocks_.size), features = std::size_t(table_.columns) + 1;
        Numbers found(from.weights.size()), matrix(size * size), lower(size * size), unit(size), right(size);
        for (std::size_t block = 0; block < std::size_t(blocks_.count); ++block) {
            // The weights of a block stand column after column.
            const auto place_of = [&](std::size_t number) {
                return number % features * std::size_t(scores_.columns) + block + number / features;
            };
            const double* second = from.second.data() + block * size * size;
            for (std::size_t row = 0; row < size; ++row) {
                const double bend = objective_.factor * second[row * (size + 1)] + objective_.penalty[row % features];
                unit[row] = bend > 0.0 ? std::sqrt(bend) : 1.0;
                right[row] = -from.gradient[place_of(row)] / unit[row];
            }
            for (std::size_t row = 0; row < size; ++row)
                for (std::size_t column = 0; column <= row; ++column)
                    matrix[row * size + column] = objective_.factor * second[row * size + column] / (unit[row] * unit[column]);
            for (std::size_t row = 0; row < size; ++row) {
                const double own = objective_.penalty[row % features] / (unit[row] * unit[row]);
                const double bend = matrix[row * (size + 1)] + own;
                matrix[row * (size + 1)] = bend + (bend > 0.0 ? kJitter : 1.0);
            }
            if (!factor(matrix.data(), blocks_.size, lower.data())) {
                std::fill(found.begin(), found.end(), std::numeric_limits<double>::quiet_NaN());
                return found;
            }
            solve(lower, right);
            for (std::size_t row = 0; row < size; ++row) found[place_of(row)] = right[row] / unit[row];
        }
        return found;
    }

private:
    double penalty_of(std::size_t place) const { return objective_.penalty[place / std::size_t(scores_.columns)]; }

    static void solve(const Numbers& lower, Numbers& right) {
        const std::size_t size = right.size();
        for (std::size_t row = 0; row < size; ++row) {
            for (std::size_t column = 0; column < row; ++column) right[row] -= lower[row * size + column] * right[column];
            right[row] /= lower[row * (size + 1)];
        }
        for (std::size_t row = size; row-- > 0;) {
            for (std::size_t below = row + 1; below < size; ++below) right[row] -= lower[below * size + row] * right[below];
            right[row] /= lower[row * (size + 1)];
        }
    }

    const Table& table_;
    const Scores& scores_;
    const Objective& objective_;
    Blocks blocks_;
};

// Goes to a point in a direction that is lower, or as low and less steep; tells whether there is one.
bool descend(const Problem& problem, Point& here, const Numbers& direction) {
    const double descent = product(here.gradient, direction);
    double length = 1.0;
    for (int halvings = 0; halvings < kMostHalvings; ++halvings, length /= 2.0) {
        Numbers weights = here.weights;
        for (std::size_t place = 0; place < weights.size(); ++place) weights[place] += length * direction[place];
        Point there = problem.at(std::move(weights));
        const bool is_level = std::fabs(there.value - here.value) <= kRounding * std::fabs(here.value);
        const bool is_lower = there.value <= here.value + kSufficient * length * descent;
        if (!is_lower && !is_level) continue;
        if (!is_lower && !(there.steepness() < here.steepness())) return false;
        here = std::move(there);
        return true;
    }
    return false;
}

}  // namespace

void minimize(const Table& table, const Scores& scores, const Objective& objective, double* weights, double* second) {
    const Problem problem(table, scores, objective);
    const std::int64_t count = (std::int64_t(table.columns) + 1) * scores.columns;
    Point here = problem.at(Numbers(weights, weights + count));
    for (int steps = 0; steps < kMostSteps && here.steepness() > objective.steepest; ++steps)
        if (!descend(problem, here, problem.step(here))) break;
    std::copy(here.weights.begin(), here.weights.end(), weights);
    std::copy(here.second.begin(), here.second.end(), second);
}

}  // namespace kernels
