// Sums of gradients over the rows of a leaf, for each slot of each feature. They are whole numbers, so they are exact
// and the same in whatever order rows are added.
//
// A row's gradient and its count lie in one integer of 64 bits. Where second derivatives differ from row to row, theirs
// lies there too, and sums of so many rows as fit are moved to two wider ones.
#pragma once

#include <cstdint>

#include "boost_sample.hpp"

namespace kernels {

constexpr int kHessianBits = 12;  // of a row's second derivative
constexpr int kHighestGradient = 15;
constexpr int kHighestGradientWithHessian = 14;  // bits of a row's first derivative beside a sign

// The gradients of rows in whole numbers; where `hessian` is true the second derivative is the lower half.
struct RowGradients {
    const std::int32_t* packed;  // (rows,)
    bool hessian;
    std::int32_t count_bits;  // what the number of rows takes
};

// The sums of one leaf: `(features, kSlots)` each, `second` null where the second derivative is 1.
struct Histogram {
    std::int64_t* first;  // the sum of gradients above the count of rows
    std::int64_t* second;

    Histogram from(std::int32_t feature) const {
        const std::ptrdiff_t offset = std::ptrdiff_t(feature) * kSlots;
        return {first + offset, second ? second + offset : nullptr};
    }
};

// Writes the sums of a block of features over some rows.
void sum_block(const BoostCodes::Block& block, const std::int32_t* bins, const RowGradients& gradients,
               const std::uint32_t* begin, const std::uint32_t* end, const Histogram& sums);

// Adds a histogram of a feature to another one, or takes it away.
void add_feature(const Histogram& part, std::int32_t bins, const Histogram& sums);
void subtract_feature(const Histogram& part, std::int32_t bins, const Histogram& sums);

}  // namespace kernels
