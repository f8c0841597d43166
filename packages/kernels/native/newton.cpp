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

// Second derivatives serve for further steps as long as each step leaves at most so much of the gradient.
constexpr double kLeft = 0.1;

using Numbers = std::vector<double>;

struct Point {
    Numbers weights;
    double value;
    Numbers gradient;

    double steepness() const {
        double most = 0.0;
        for (const double slope : gradient) most = std::fmax(most, std::fabs(slope));
        return most;
    }
};

// Second derivatives in factors, block by block, of matrices with ones on their diagonals.
struct Curve {
    bool is_positive = true;
    std::vector<Numbers> lower;
    // The roots of what stood on the diagonals.
    std::vector<Numbers> unit;
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

    std::size_t bends() const { return std::size_t(blocks_.count * blocks_.size * blocks_.size); }

    // Second derivatives of the losses are written where they are asked for.
    Point at(Numbers weights, double* second = nullptr) const {
        Point point{std::move(weights), 0.0, {}};
        point.gradient.resize(point.weights.size());
        Scores scores = scores_;
        scores.weights = point.weights.data();
        point.value = objective_.factor * sum_slopes(table_, scores, point.gradient.data(), second);
        for (std::size_t place = 0; place < point.weights.size(); ++place) {
            const double penalized = penalty_of(place) * point.weights[place];
            point.value += 0.5 * penalized * point.weights[place];
            point.gradient[place] = objective_.factor * point.gradient[place] + penalized;
        }
        return point;
    }

    Curve curve(const Numbers& losses) const {
        const std::size_t size = std::size_t(blocks_.size), features = std::size_t(table_.columns) + 1;
        Curve found;
        Numbers matrix(size * size);
        for (std::int64_t block = 0; block < blocks_.count; ++block) {
            const double* second = losses.data() + std::size_t(block) * size * size;
            Numbers& lower = found.lower.emplace_back(size * size);
            Numbers& unit = found.unit.emplace_back(size);
            for (std::size_t row = 0; row < size; ++row) {
                const double bend = objective_.factor * second[row * (size + 1)] + objective_.penalty[row % features];
                unit[row] = bend > 0.0 ? std::sqrt(bend) : 1.0;
            }
            for (std::size_t row = 0; row < size; ++row)
                for (std::size_t column = 0; column <= row; ++column)
                    matrix[row * size + column] = objective_.factor * second[row * size + column] / (unit[row] * unit[column]);
            for (std::size_t row = 0; row < size; ++row) {
                const double own = objective_.penalty[row % features] / (unit[row] * unit[row]);
                const double bend = matrix[row * (size + 1)] + own;
                matrix[row * (size + 1)] = bend + (bend > 0.0 ? kJitter : 1.0);
            }
            found.is_positive &= factor(matrix.data(), blocks_.size, lower.data());
        }
        return found;
    }

    // What the second derivatives turn into a gradient; NaN where they are of no minimum.
    Numbers solved(const Curve& curve, const Numbers& gradient) const {
        Numbers found(gradient.size(), std::numeric_limits<double>::quiet_NaN());
        if (!curve.is_positive) return found;
        const std::size_t size = std::size_t(blocks_.size), features = std::size_t(table_.columns) + 1;
        Numbers right(size);
        for (std::size_t block = 0; block < curve.unit.size(); ++block) {
            const Numbers& unit = curve.unit[block];
            // The weights of a block stand column after column.
            const auto place_of = [&](std::size_t number) {
                return number % features * std::size_t(scores_.columns) + block + number / features;
            };
            for (std::size_t row = 0; row < size; ++row) right[row] = gradient[place_of(row)] / unit[row];
            solve(curve.lower[block].data(), blocks_.size, right.data());
            for (std::size_t row = 0; row < size; ++row) found[place_of(row)] = right[row] / unit[row];
        }
        return found;
    }

private:
    double penalty_of(std::size_t place) const { return objective_.penalty[place / std::size_t(scores_.columns)]; }

    const Table& table_;
    const Scores& scores_;
    const Objective& objective_;
    Blocks blocks_;
};

// The steps since second derivatives were computed, and how the gradient changed: they mend these.
class Memory {
public:
    // Tells whether the losses bend there.
    bool add(const Point& from, const Point& to) {
        Numbers step(to.weights.size()), change(step.size());
        for (std::size_t place = 0; place < step.size(); ++place) {
            step[place] = to.weights[place] - from.weights[place];
            change[place] = to.gradient[place] - from.gradient[place];
        }
        const double bend = product(step, change);
        if (!(bend > 0.0)) return false;
        pairs_.push_back({std::move(step), std::move(change), bend});
        return true;
    }

    void clear() { pairs_.clear(); }

    // To the minimum of the parabola.
    Numbers direction(const Problem& problem, const Curve& curve, const Point& from) const {
        Numbers rest = from.gradient, shares(pairs_.size());
        for (std::size_t place = pairs_.size(); place-- > 0;) {
            shares[place] = product(pairs_[place].step, rest) / pairs_[place].bend;
            add(rest, pairs_[place].change, -shares[place]);
        }
        Numbers found = problem.solved(curve, rest);
        for (std::size_t place = 0; place < pairs_.size(); ++place)
            add(found, pairs_[place].step, shares[place] - product(pairs_[place].change, found) / pairs_[place].bend);
        for (double& each : found) each = -each;
        return found;
    }

private:
    struct Pair {
        Numbers step, change;
        double bend;
    };

    static void add(Numbers& sums, const Numbers& numbers, double factor) {
        for (std::size_t place = 0; place < sums.size(); ++place) sums[place] += factor * numbers[place];
    }

    std::vector<Pair> pairs_;
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

void minimize(const Table& table, const Scores& scores, const Objective& objective, double* weights) {
    const Problem problem(table, scores, objective);
    const std::int64_t count = (std::int64_t(table.columns) + 1) * scores.columns;
    Numbers bends(problem.bends());
    Point here = problem.at(Numbers(weights, weights + count), bends.data());
    Curve curve = problem.curve(bends);
    Memory memory;
    bool is_of_here = true, is_good = true;
    for (int steps = 0; steps < kMostSteps && here.steepness() > objective.steepest; ++steps) {
        if (!is_good) {
            problem.at(here.weights, bends.data());
            curve = problem.curve(bends);
            memory.clear();
            is_of_here = true;
        }
        const Point before = here;
        const bool is_lower = descend(problem, here, memory.direction(problem, curve, here));
        if (!is_lower && is_of_here) break;
        is_good = is_lower && here.steepness() <= kLeft * before.steepness() && memory.add(before, here);
        is_of_here = false;
    }
    std::copy(here.weights.begin(), here.weights.end(), weights);
}

}  // namespace kernels
