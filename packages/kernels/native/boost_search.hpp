// The best split of a leaf for gradients: it lowers the loss most, to second order.
#pragma once

#include <cstdint>

#include "boost_histogram.hpp"

namespace kernels {

struct BoostRules {
    std::int32_t min_leaf_rows;
    double l2;           // in units of a row's second derivative
    double min_hessian;  // in the same units: the least sum of a leaf
    double noise;        // a split gains more than this a row, in units of the gradients' rounding
};

// What the rows of a leaf are together.
struct LeafSums {
    std::int64_t first = 0, second = 0, count = 0;
};

// Between which outputs a leaf must stay.
struct Bounds {
    double low, high;
};

struct BoostSplit {
    double gain = 0.0;  // by how much it is better than none
    std::int32_t feature = -1;
    std::uint8_t low = 0, high = 0;  // the bins on both sides; 255 above where only missing values go right
    bool missing_left = false;
    LeafSums left;

    bool found() const { return feature >= 0; }
};

// The output of a leaf that lowers the loss most.
double best_output(const LeafSums& sums, const BoostRules& rules, const Bounds& bounds);

class BoostSearch {
public:
    BoostSearch(const BoostRules& rules, const LeafSums& total, std::int32_t count_bits, const Bounds& bounds,
                bool bounded);

    // What a split must gain.
    double least_gain() const;

    // Replaces the split where a feature has a better one; features come in ascending order.
    void offer(std::int32_t feature, const Histogram& own, std::int32_t bins, std::int8_t monotone, BoostSplit& best);

private:
    enum class Missing { kNowhere, kRight, kLeft };

    void scan(std::int32_t feature, std::int32_t bins, std::int32_t last, Missing missing, std::int8_t monotone,
              BoostSplit& best);
    void free_gains(std::int32_t begin, std::int32_t last);
    void bounded_gains(std::int32_t begin, std::int32_t last, std::int8_t monotone);
    double gain_at(const LeafSums& sums, double output) const;

    BoostRules rules_;
    LeafSums total_;
    Bounds bounds_;
    bool bounded_;
    double without_;  // the gain of the leaf as it is
    std::int64_t first_[kSlots], second_[kSlots], count_[kSlots];
    double gain_[kSlots];
    std::int32_t count_bits_;
};

}  // namespace kernels
