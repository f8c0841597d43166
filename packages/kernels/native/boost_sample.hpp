// What boosted trees grow on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "boost_team.hpp"

namespace kernels {

constexpr std::int32_t kSlots = 256;  // of a feature in a histogram: the first is of missing values
constexpr std::int32_t kWidest = 16;  // so many features share a block

struct BoostSample {
    const std::uint8_t* codes;    // (rows, features), the bin of each value, 255 where it is missing
    const std::int32_t* bins;     // (features,), how many bins there are but that of missing values
    const std::int64_t* target;   // (rows,), a number in fixed point, or the index of a class
    const std::int32_t* weight;   // (rows,), in units of 2^-15 and at most 1, or null
    const std::uint32_t* salt;    // (rows,), what the rounding of a row's gradients is made of
    const std::uint8_t* held;     // (rows,), whether a row is only predicted, or null
    const std::int8_t* monotone;  // (features,), 1 where predictions may only rise with a feature, -1 fall; or null
    std::int32_t rows;
    std::int32_t features;
};

// The codes in two orders. Histograms read blocks of features, row by row, so that the histogram of a block stays near
// the processor; partitions read one feature.
class BoostCodes {
public:
    struct Block {
        std::int32_t first;   // feature
        std::int32_t width;   // features
        std::int32_t stride;  // bytes from row to row
        const std::uint8_t* slots;
    };

    BoostCodes(const BoostSample& sample, Team& team);

    const std::vector<Block>& blocks() const { return blocks_; }
    const std::uint8_t* column(std::int32_t feature) const { return columns_.data() + std::size_t(feature) * rows_; }

private:
    void divide(std::int32_t features);
    void copy(const BoostSample& sample, std::size_t first, std::size_t last);

    std::size_t rows_;
    std::vector<Block> blocks_;
    std::vector<std::uint8_t> slots_, columns_;
};

}  // namespace kernels
