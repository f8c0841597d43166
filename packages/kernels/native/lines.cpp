#include "lines.hpp"

#include <algorithm>
#include <cstring>

namespace kernels {

namespace {

// Rows at a time, so that what belongs to a feature is read once for them.
constexpr int kTogether = 4;

double factor_of(const Table& table, std::int32_t feature) { return table.factor ? table.factor[feature] : 1.0; }

}  // namespace

Lines::Lines(const Table& table, const double* weights)
    : table_(table), whole_(table.columns / kWide), centers_(std::size_t(whole_ + 1)), weights_(centers_.size()),
      sums_(centers_.size()), intercept_(weights[table.columns]) {
    double* centers = reinterpret_cast<double*>(centers_.data());
    double* scaled = reinterpret_cast<double*>(weights_.data());
    for (std::int32_t feature = 0; feature < table.columns; ++feature) {
        centers[feature] = table.center[feature];
        scaled[feature] = factor_of(table, feature) * weights[feature];
    }
}

inline Wide Lines::distances(const float* row, std::int64_t group) const {
    if (group < whole_) return widened(row + group * kWide) - centers_[std::size_t(group)];
    float rest[kWide] = {};
    std::copy(row + whole_ * kWide, row + table_.columns, rest);
    return widened(rest) - centers_[std::size_t(group)];
}

void Lines::score(std::int64_t first, int count, double* scores) const {
    const std::int64_t groups = whole_ + (table_.columns % kWide > 0);
    const float* rows = table_.features + first * table_.columns;
    int row = 0;
    for (; row + kTogether <= count; row += kTogether) {
        Wide sums[kTogether];
        for (std::int64_t group = 0; group < groups; ++group)
            for (int place = 0; place < kTogether; ++place)
                sums[place] += distances(rows + (row + place) * table_.columns, group) * weights_[std::size_t(group)];
        for (int place = 0; place < kTogether; ++place) scores[row + place] = sum(sums[place]) + intercept_;
    }
    for (; row < count; ++row) {
        Wide total;
        for (std::int64_t group = 0; group < groups; ++group)
            total += distances(rows + row * table_.columns, group) * weights_[std::size_t(group)];
        scores[row] = sum(total) + intercept_;
    }
}

void Lines::add(std::int64_t first, int count, const double* slopes) {
    const std::int64_t groups = whole_ + (table_.columns % kWide > 0);
    const float* rows = table_.features + first * table_.columns;
    int row = 0;
    for (; row + kTogether <= count; row += kTogether)
        for (std::int64_t group = 0; group < groups; ++group) {
            Wide total = sums_[std::size_t(group)];
            for (int place = 0; place < kTogether; ++place)
                total += distances(rows + (row + place) * table_.columns, group) * slopes[row + place];
            sums_[std::size_t(group)] = total;
        }
    for (; row < count; ++row)
        for (std::int64_t group = 0; group < groups; ++group)
            sums_[std::size_t(group)] += distances(rows + row * table_.columns, group) * slopes[row];
    for (row = 0; row < count; ++row) slopes_ += slopes[row];
}

void Lines::write(double* gradient) const {
    const double* sums = reinterpret_cast<const double*>(sums_.data());
    for (std::int32_t feature = 0; feature < table_.columns; ++feature)
        gradient[feature] = sums[feature] * factor_of(table_, feature);
    gradient[table_.columns] = slopes_;
}

}  // namespace kernels
