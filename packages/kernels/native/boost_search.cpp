#include "boost_search.hpp"

#include <algorithm>
#include <limits>

namespace kernels {

namespace {

constexpr double kNone = -std::numeric_limits<double>::infinity();
constexpr std::uint8_t kMissing = 255;
constexpr int kLanes = 8;

// In lanes, since a compiler may not change the order of comparisons.
double highest(const double* begin, const double* end) {
    double lanes[kLanes];
    std::fill(lanes, lanes + kLanes, kNone);
    for (; end - begin >= kLanes; begin += kLanes)
        for (int lane = 0; lane < kLanes; ++lane) lanes[lane] = begin[lane] > lanes[lane] ? begin[lane] : lanes[lane];
    for (; begin != end; ++begin) lanes[0] = *begin > lanes[0] ? *begin : lanes[0];
    return *std::max_element(lanes, lanes + kLanes);
}

}  // namespace

double best_output(const LeafSums& sums, const BoostRules& rules, const Bounds& bounds) {
    const double curvature = double(sums.second) + rules.l2;
    const double output = curvature > 0.0 ? -double(sums.first) / curvature : 0.0;
    return std::min(std::max(output, bounds.low), bounds.high);
}

// No sum is of products that were rounded, so that no compiler can join the two into one rounding; but for bounded
// leaves, whose gain needs one.
BoostSearch::BoostSearch(const BoostRules& rules, const LeafSums& total, std::int32_t count_bits,
                         const Bounds& bounds, bool bounded)
    : rules_(rules), total_(total), bounds_(bounds), bounded_(bounded), count_bits_(count_bits) {
    const double first = double(total.first);
    without_ = bounded ? gain_at(total, best_output(total, rules, bounds)) : first * first / (double(total.second) + rules.l2);
}

double BoostSearch::gain_at(const LeafSums& sums, double output) const {
    const double slope = 2.0 * double(sums.first), curvature = (double(sums.second) + rules_.l2) * output;
    return -output * (slope + curvature);
}

// Gradients that are all the same differ once they are rounded, which is no reason to split.
double BoostSearch::least_gain() const {
    return rules_.noise * double(total_.count) / std::max(1.0, double(total_.second));
}

void BoostSearch::offer(std::int32_t feature, const Histogram& own, std::int32_t bins, std::int8_t monotone,
                        BoostSplit& best) {
    const std::int64_t mask = (std::int64_t(1) << count_bits_) - 1;
    const std::int64_t missing_count = own.first[0] & mask;
    std::int64_t first = 0, second = 0;
    for (std::int32_t bin = 0; bin < bins; ++bin) {
        first += own.first[bin + 1];
        first_[bin] = first;
    }
    if (own.second) {
        for (std::int32_t bin = 0; bin < bins; ++bin) {
            second += own.second[bin + 1];
            second_[bin] = second;
        }
    }
    for (std::int32_t bin = 0; bin < bins; ++bin) {
        count_[bin] = first_[bin] & mask;
        first_[bin] >>= count_bits_;
    }
    if (!own.second) std::copy_n(count_, bins, second_);
    // without missing values the last bin has nothing on its right
    if (!missing_count) return scan(feature, bins, bins - 1, Missing::kNowhere, monotone, best);
    scan(feature, bins, bins, Missing::kRight, monotone, best);
    const std::int64_t missing_first = own.first[0] >> count_bits_;
    const std::int64_t missing_second = own.second ? own.second[0] : missing_count;
    for (std::int32_t bin = 0; bin < bins; ++bin) {
        first_[bin] += missing_first;
        second_[bin] += missing_second;
        count_[bin] += missing_count;
    }
    scan(feature, bins, bins - 1, Missing::kLeft, monotone, best);
}

void BoostSearch::scan(std::int32_t feature, std::int32_t bins, std::int32_t last, Missing missing,
                       std::int8_t monotone, BoostSplit& best) {
    // a row counts by its second derivative, as in LightGBM: what is certain already fills no leaf.
    // The sums ascend, so that the bins that leave enough rows on both sides follow each other
    std::int32_t first = 0;
    const double least = (rules_.min_leaf_rows - 0.5) * double(total_.second), all = double(total_.count);
    while (first < last && double(second_[first]) * all < least) ++first;
    while (first < last && double(total_.second - second_[last - 1]) * all < least) --last;
    if (first >= last) return;
    bounded_ ? bounded_gains(first, last, monotone) : free_gains(first, last);
    const double most = highest(gain_ + first, gain_ + last);
    if (!(most > best.gain)) return;
    const std::int32_t low = std::int32_t(std::find(gain_ + first, gain_ + last, most) - gain_);
    std::int32_t high = low + 1;
    while (high < bins && count_[high] == count_[low]) ++high;
    best.gain = most;
    best.feature = feature;
    best.low = std::uint8_t(low);
    best.high = high < bins ? std::uint8_t(high) : kMissing;
    best.left = {first_[low], second_[low], count_[low]};
    best.missing_left =
        missing == Missing::kNowhere ? 2 * best.left.count >= total_.count : missing == Missing::kLeft;
}

void BoostSearch::free_gains(std::int32_t begin, std::int32_t last) {
    const std::int64_t all_first = total_.first, all_second = total_.second;
    const double l2 = rules_.l2, min_hessian = rules_.min_hessian, without = without_;
    for (std::int32_t bin = begin; bin < last; ++bin) {
        const double left = double(first_[bin]), right = double(all_first - first_[bin]);
        const double left_second = double(second_[bin]), right_second = double(all_second - second_[bin]);
        const double gain = left * left / (left_second + l2) + right * right / (right_second + l2);
        const bool fits = (left_second >= min_hessian) & (right_second >= min_hessian);
        gain_[bin] = fits ? gain - without : kNone;
    }
}

void BoostSearch::bounded_gains(std::int32_t begin, std::int32_t last, std::int8_t monotone) {
    for (std::int32_t bin = begin; bin < last; ++bin) {
        const LeafSums left{first_[bin], second_[bin], count_[bin]};
        const LeafSums right{total_.first - left.first, total_.second - left.second, total_.count - left.count};
        gain_[bin] = kNone;
        if (double(left.second) < rules_.min_hessian || double(right.second) < rules_.min_hessian) continue;
        const double below = best_output(left, rules_, bounds_), above = best_output(right, rules_, bounds_);
        if ((above - below) * monotone < 0.0) continue;
        gain_[bin] = gain_at(left, below) + gain_at(right, above) - without_;
    }
}

}  // namespace kernels
