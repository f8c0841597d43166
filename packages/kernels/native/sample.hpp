// What a tree grows on.
#pragma once

#include <cstddef>
#include <cstdint>

namespace kernels {

constexpr int kBins = 256;
constexpr int kMissing = 255;  // the bin of missing values

struct Sample {
    const std::uint8_t* codes;  // (rows, features), the bin of each value
    const std::int32_t* bins;   // (features,), how many bins of values there are
    const std::int64_t* target; // (rows,), a number in fixed point, or the index of a class
    const std::uint32_t* positions;  // (features, kBins), where bins lie, for random thresholds; else null
    std::int32_t rows;
    std::int32_t features;
    std::int32_t columns;       // 1 for numbers, else the number of classes
    std::int32_t shift;         // bits of a number that the search for splits leaves out
    std::int32_t count_bits;    // bits that the number of rows takes

    const std::uint8_t* codes_of(std::uint32_t row) const { return codes + std::size_t(row) * std::size_t(features); }
};

// A row of the sample; those of a node follow each other.
struct Item {
    std::uint32_t row;
    std::int32_t value;  // the number without the bits that are left out, or the class
    std::int32_t weight; // how often the row was drawn
};

struct Items {
    const Item* begin_;
    const Item* end_;
    const Item* begin() const { return begin_; }
    const Item* end() const { return end_; }
    std::int64_t size() const { return end_ - begin_; }
};

}  // namespace kernels
