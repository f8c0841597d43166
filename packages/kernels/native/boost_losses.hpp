// Losses and their gradients in whole numbers, so that every machine has the same ones.
//
// For regression the score of a row is what is predicted less the target, in units of the target. For classes it is one
// number each, in units of 2^-24, and gradients are in units of 2^-30.
#pragma once

#include <cstdint>
#include <vector>

#include "boost_histogram.hpp"
#include "boost_sample.hpp"

namespace kernels {

enum class Loss : std::int32_t { kSquared, kAbsolute, kQuantile, kLogistic, kSoftmax };

constexpr int kScoreBits = 24;
constexpr int kGradientBits = 30;
constexpr int kWeightBits = 15;
constexpr int kLevelBits = 16;

struct LossRules {
    Loss loss;
    std::int32_t columns;        // scores of a row
    std::int64_t level;          // of a quantile, in units of 2^-16
    std::int32_t loss_shift;     // bits of a distance from the target that the loss of held rows leaves out
    std::int64_t loss_most;      // the largest distance that it tells apart, without those bits
    const std::int64_t* start;   // (columns,), the scores of all rows before the first tree; those of numbers less the target
    const std::int64_t* exponentials;  // e to the power of minus 0, 2^-7, 2 * 2^-7 ... in units of gradients
    std::int32_t exponential_count;
    const std::int64_t* logarithms;    // (2^10 + 1,), of 1, 1 + 2^-10 ... 2 in units of scores
};

class Scores {
public:
    Scores(const BoostSample& sample, const LossRules& rules);

    bool is_regression() const { return rules_.loss <= Loss::kQuantile; }

    // Notes what the gradients of all columns need; to be called before each round of trees.
    void begin_round(Team& team);

    // Rounds the gradients of a column to few bits, up or down by chance, so that sums are right on average.
    RowGradients gradients(std::int32_t column, std::uint64_t key, Team& team);

    // How many bits the last gradients left out.
    int first_shift() const { return first_shift_; }
    int second_shift() const { return second_shift_; }

    // Of the last gradients as they were before they were rounded; of classes only.
    std::int64_t first(std::size_t row) const { return first_[row]; }
    std::int64_t second(std::size_t row) const { return second_[row]; }

    std::int64_t* column(std::int32_t number) { return scores_.data() + std::size_t(number) * rows_; }

    // The sum of the loss over the rows that are held out.
    std::int64_t held_loss(Team& team) const;

private:
    struct Largest {
        std::int64_t first = 0, second = 0;
    };

    template <typename Part>
    void each_part(Team& team, const Part& part) const;
    Largest classify(std::size_t begin, std::size_t end, std::int32_t column);
    Largest regress(std::size_t begin, std::size_t end) const;
    void choose_shifts(const std::vector<Largest>& parts);
    void pack(std::size_t begin, std::size_t end, std::uint64_t key);
    void add_up_row(std::size_t row);
    std::int64_t slope(std::int64_t score) const;
    std::int64_t probability(std::size_t row, std::int32_t column) const;
    std::int64_t loss_of(std::size_t row) const;
    std::int64_t exponential(std::int64_t below) const;
    std::int64_t logarithm(std::int64_t sum) const;

    const BoostSample& sample_;
    LossRules rules_;
    std::size_t rows_;
    int count_bits_;
    std::vector<std::int64_t> scores_;        // (columns, rows)
    std::vector<std::int32_t> first_, second_;
    std::vector<std::int64_t> highest_, sum_;  // of a row's scores, and of their exponentials below the highest
    std::vector<std::int32_t> packed_;
    int first_shift_ = 0, second_shift_ = 0;
};

}  // namespace kernels
