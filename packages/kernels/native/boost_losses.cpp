#include "boost_losses.hpp"

#include <algorithm>
#include <atomic>

#include "random.hpp"

namespace kernels {

namespace {

constexpr std::size_t kRowsAPart = 1 << 14;
constexpr int kStepBits = 17;  // from one exponential to the next, in bits of scores
constexpr int kLogarithmBits = 10;
constexpr std::int64_t kOne = std::int64_t(1) << kGradientBits;

int bits_of(std::int64_t number) { return number ? 64 - __builtin_clzll(std::uint64_t(number)) : 0; }

// From one entry of a table to the next along a line.
std::int64_t between(const std::int64_t* entry, std::int64_t part, int bits) {
    return entry[0] + (((entry[1] - entry[0]) * part) >> bits);
}

}  // namespace

Scores::Scores(const BoostSample& sample, const LossRules& rules)
    : sample_(sample), rules_(rules), rows_(std::size_t(sample.rows)), count_bits_(bits_of(sample.rows)),
      scores_(rows_ * std::size_t(rules.columns)), packed_(rows_) {
    for (std::int32_t number = 0; number < rules.columns; ++number)
        std::fill_n(column(number), rows_, rules.start[number]);
    if (is_regression()) {
        for (std::size_t row = 0; row < rows_; ++row) scores_[row] -= sample.target[row];
        return;
    }
    first_.resize(rows_);
    second_.resize(rows_);
    if (rules.loss != Loss::kSoftmax) return;
    highest_.resize(rows_);
    sum_.resize(rows_);
}

template <typename Part>
void Scores::each_part(Team& team, const Part& part) const {
    team.each(std::int32_t((rows_ + kRowsAPart - 1) / kRowsAPart), [&](std::int32_t number) {
        const std::size_t begin = std::size_t(number) * kRowsAPart;
        part(number, begin, std::min(rows_, begin + kRowsAPart));
    });
}

void Scores::begin_round(Team& team) {
    if (rules_.loss != Loss::kSoftmax) return;
    each_part(team, [this](std::int32_t, std::size_t begin, std::size_t end) {
        for (std::size_t row = begin; row < end; ++row) add_up_row(row);
    });
}

void Scores::add_up_row(std::size_t row) {
    std::int64_t highest = scores_[row], sum = 0;
    for (std::int32_t column = 1; column < rules_.columns; ++column)
        highest = std::max(highest, scores_[std::size_t(column) * rows_ + row]);
    for (std::int32_t column = 0; column < rules_.columns; ++column)
        sum += exponential(highest - scores_[std::size_t(column) * rows_ + row]);
    highest_[row] = highest;
    sum_[row] = sum;
}

RowGradients Scores::gradients(std::int32_t column, std::uint64_t key, Team& team) {
    std::vector<Largest> largest((rows_ + kRowsAPart - 1) / kRowsAPart);
    each_part(team, [&](std::int32_t number, std::size_t begin, std::size_t end) {
        largest[std::size_t(number)] = is_regression() ? regress(begin, end) : classify(begin, end, column);
    });
    choose_shifts(largest);
    each_part(team, [&](std::int32_t, std::size_t begin, std::size_t end) { pack(begin, end, key); });
    return {packed_.data(), !is_regression(), count_bits_};
}

Scores::Largest Scores::regress(std::size_t begin, std::size_t end) const {
    std::int64_t first = 0;
    for (std::size_t row = begin; row < end; ++row) {
        const std::int64_t size = std::abs(slope(scores_[row]));
        first = std::max(first, sample_.held && sample_.held[row] ? 0 : size);
    }
    return {first, 0};
}

std::int64_t Scores::slope(std::int64_t score) const {
    if (rules_.loss == Loss::kSquared) return score;
    if (rules_.loss == Loss::kAbsolute) return (score > 0) - (score < 0);
    return score > 0 ? (std::int64_t(1) << kLevelBits) - rules_.level : score < 0 ? -rules_.level : 0;
}

Scores::Largest Scores::classify(std::size_t begin, std::size_t end, std::int32_t column) {
    const bool softmax = rules_.loss == Loss::kSoftmax;
    Largest largest;
    for (std::size_t row = begin; row < end; ++row) {
        const std::int64_t likely = probability(row, column);
        const std::int64_t index = softmax ? column : 1;
        std::int64_t first = likely - (sample_.target[row] == index ? kOne : 0);
        std::int64_t second = (likely * (kOne - likely)) >> kGradientBits;
        // as the second derivative of the likelihood where one class is held still (Friedman, "Greedy function
        // approximation: a gradient boosting machine", 2001)
        if (softmax) second = second * rules_.columns / (rules_.columns - 1);
        if (sample_.weight) {
            first = (first * sample_.weight[row]) >> kWeightBits;
            second = (second * sample_.weight[row]) >> kWeightBits;
        }
        first_[row] = std::int32_t(first);
        second_[row] = std::int32_t(second);
        if (sample_.held && sample_.held[row]) continue;
        largest.first = std::max(largest.first, std::abs(first));
        largest.second = std::max(largest.second, second);
    }
    return largest;
}

std::int64_t Scores::probability(std::size_t row, std::int32_t column) const {
    const std::int64_t score = scores_[std::size_t(column) * rows_ + row];
    if (rules_.loss == Loss::kSoftmax) return (exponential(highest_[row] - score) << kGradientBits) / sum_[row];
    const std::int64_t small = exponential(std::abs(score));
    return ((score < 0 ? small : kOne) << kGradientBits) / (kOne + small);
}

std::int64_t Scores::exponential(std::int64_t below) const {
    const std::int64_t entry = below >> kStepBits;
    if (entry >= rules_.exponential_count - 1) return 0;
    return between(rules_.exponentials + entry, below & ((std::int64_t(1) << kStepBits) - 1), kStepBits);
}

void Scores::choose_shifts(const std::vector<Largest>& parts) {
    Largest all;
    for (const Largest& part : parts) {
        all.first = std::max(all.first, part.first);
        all.second = std::max(all.second, part.second);
    }
    const int most = is_regression() ? kHighestGradient : kHighestGradientWithHessian;
    first_shift_ = std::max(0, bits_of(all.first) - std::min(most, 62 - 2 * count_bits_));
    second_shift_ = std::max(0, bits_of(all.second) - kHessianBits);
}

void Scores::pack(std::size_t begin, std::size_t end, std::uint64_t key) {
    const std::int64_t mask = (std::int64_t(1) << first_shift_) - 1;
    if (is_regression()) {
        for (std::size_t row = begin; row < end; ++row) {
            const std::int64_t drawn = std::int64_t(mix(key + kGolden * (std::uint64_t(sample_.salt[row]) + 1)));
            packed_[row] = std::int32_t((slope(scores_[row]) + (drawn & mask)) >> first_shift_);
        }
        return;
    }
    const std::int64_t second_mask = (std::int64_t(1) << second_shift_) - 1;
    for (std::size_t row = begin; row < end; ++row) {
        const std::uint64_t drawn = mix(key + kGolden * (std::uint64_t(sample_.salt[row]) + 1));
        const std::int64_t first = (first_[row] + (std::int64_t(drawn) & mask)) >> first_shift_;
        const std::int64_t second = (second_[row] + (std::int64_t(drawn >> 32) & second_mask)) >> second_shift_;
        packed_[row] = std::int32_t(std::uint32_t(first) << 16 | std::uint32_t(second));
    }
}

std::int64_t Scores::held_loss(Team& team) const {
    if (!sample_.held) return 0;
    std::vector<std::int64_t> sums((rows_ + kRowsAPart - 1) / kRowsAPart);
    each_part(team, [&](std::int32_t number, std::size_t begin, std::size_t end) {
        for (std::size_t row = begin; row < end; ++row)
            if (sample_.held[row]) sums[std::size_t(number)] += loss_of(row);
    });
    std::int64_t all = 0;
    for (const std::int64_t sum : sums) all += sum;
    return all;
}

std::int64_t Scores::loss_of(std::size_t row) const {
    const std::int64_t score = scores_[row];
    const std::int64_t apart = std::min(std::abs(score) >> rules_.loss_shift, rules_.loss_most);
    switch (rules_.loss) {
    case Loss::kSquared: return apart * apart;
    case Loss::kAbsolute: return apart;
    case Loss::kQuantile: return apart * (score < 0 ? rules_.level : (std::int64_t(1) << kLevelBits) - rules_.level);
    case Loss::kLogistic: {
        const std::int64_t wrong = sample_.target[row] ? -score : score;
        return std::max<std::int64_t>(wrong, 0) + logarithm(kOne + exponential(std::abs(score)));
    }
    case Loss::kSoftmax: break;
    }
    std::int64_t highest = scores_[row], sum = 0;
    for (std::int32_t column = 1; column < rules_.columns; ++column)
        highest = std::max(highest, scores_[std::size_t(column) * rows_ + row]);
    for (std::int32_t column = 0; column < rules_.columns; ++column)
        sum += exponential(highest - scores_[std::size_t(column) * rows_ + row]);
    return logarithm(sum) + highest - scores_[std::size_t(sample_.target[row]) * rows_ + row];
}

// Of a sum in units of gradients that is 1 at least, in units of scores.
std::int64_t Scores::logarithm(std::int64_t sum) const {
    constexpr std::int64_t kLogarithmOf2 = 11629080;  // in units of scores
    const int doublings = bits_of(sum) - 1 - kGradientBits;
    const std::int64_t rest = sum >> doublings;  // from 1 to 2
    const int bits = kGradientBits - kLogarithmBits;
    const std::int64_t entry = (rest >> bits) - (std::int64_t(1) << kLogarithmBits);
    return doublings * kLogarithmOf2 + between(rules_.logarithms + entry, rest & ((std::int64_t(1) << bits) - 1), bits);
}

}  // namespace kernels
