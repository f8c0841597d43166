#include "boost_histogram.hpp"

#include <algorithm>
#include <cstring>

namespace kernels {

namespace {

constexpr std::ptrdiff_t kAhead = 24;
constexpr std::ptrdiff_t kTogether = 4095;  // rows whose sums fit the fields below
constexpr int kCountField = 13, kSecondField = kHessianBits + 12;
constexpr int kFirstPlace = kCountField + kSecondField;

struct WithHessian {
    static std::int64_t unpacked(std::int32_t packed, int) {
        return std::int64_t(packed >> 16) * (std::int64_t(1) << kFirstPlace) +
               (std::int64_t(packed & 0xffff) << kCountField) + 1;
    }
};

struct WithoutHessian {
    static std::int64_t unpacked(std::int32_t packed, int count_bits) {
        return std::int64_t(packed) * (std::int64_t(1) << count_bits) + 1;
    }
};

template <int kWidth, typename Kind>
void add_rows(const BoostCodes::Block& block, const RowGradients& gradients, const std::uint32_t* begin,
              const std::uint32_t* end, std::int64_t* sums) {
    const std::size_t stride = std::size_t(block.stride);
    for (const std::uint32_t* row = begin; row != end; ++row) {
        if (end - row > kAhead) {
            __builtin_prefetch(block.slots + row[kAhead] * stride);
            __builtin_prefetch(gradients.packed + row[kAhead]);
        }
        const std::int64_t value = Kind::unpacked(gradients.packed[*row], gradients.count_bits);
        std::uint8_t slots[kWidth];
        std::memcpy(slots, block.slots + *row * stride, kWidth);
#pragma GCC unroll 16
        for (int feature = 0; feature < kWidth; ++feature) sums[feature * kSlots + slots[feature]] += value;
    }
}

using AddRows = void (*)(const BoostCodes::Block&, const RowGradients&, const std::uint32_t*, const std::uint32_t*,
                         std::int64_t*);

template <typename Kind>
AddRows adder(std::int32_t width) {
    static constexpr AddRows kAdders[kWidest] = {
        add_rows<1, Kind>,  add_rows<2, Kind>,  add_rows<3, Kind>,  add_rows<4, Kind>,
        add_rows<5, Kind>,  add_rows<6, Kind>,  add_rows<7, Kind>,  add_rows<8, Kind>,
        add_rows<9, Kind>,  add_rows<10, Kind>, add_rows<11, Kind>, add_rows<12, Kind>,
        add_rows<13, Kind>, add_rows<14, Kind>, add_rows<15, Kind>, add_rows<16, Kind>,
    };
    return kAdders[width - 1];
}

void clear(std::int64_t* sums, const std::int32_t* bins, std::int32_t width) {
    for (std::int32_t feature = 0; feature < width; ++feature)
        std::fill_n(sums + feature * kSlots, bins[feature] + 1, std::int64_t(0));
}

// Moves sums of few rows to wide ones.
void widen(std::int64_t* narrow, std::int32_t bins, int count_bits, const Histogram& sums) {
    constexpr std::int64_t kCounts = (std::int64_t(1) << kCountField) - 1;
    constexpr std::int64_t kSeconds = (std::int64_t(1) << kSecondField) - 1;
    std::int64_t* first = sums.first;
    std::int64_t* second = sums.second;
    const std::int64_t scale = std::int64_t(1) << count_bits;
    for (std::int32_t slot = 0; slot <= bins; ++slot) {
        const std::int64_t all = narrow[slot];
        first[slot] += (all >> kFirstPlace) * scale + (all & kCounts);
        second[slot] += (all >> kCountField) & kSeconds;
        narrow[slot] = 0;
    }
}

}  // namespace

void sum_block(const BoostCodes::Block& block, const std::int32_t* bins, const RowGradients& gradients,
               const std::uint32_t* begin, const std::uint32_t* end, const Histogram& sums) {
    bins += block.first;
    const Histogram own = sums.from(block.first);
    clear(own.first, bins, block.width);
    if (!gradients.hessian) return adder<WithoutHessian>(block.width)(block, gradients, begin, end, own.first);
    clear(own.second, bins, block.width);
    std::int64_t room[kWidest * kSlots];
    clear(room, bins, block.width);
    const AddRows add = adder<WithHessian>(block.width);
    while (begin != end) {
        const std::uint32_t* next = begin + std::min(kTogether, end - begin);
        add(block, gradients, begin, next, room);
        for (std::int32_t feature = 0; feature < block.width; ++feature)
            widen(room + feature * kSlots, bins[feature], gradients.count_bits, own.from(feature));
        begin = next;
    }
}

void add_feature(const Histogram& part, std::int32_t bins, const Histogram& sums) {
    for (std::int32_t slot = 0; slot <= bins; ++slot) sums.first[slot] += part.first[slot];
    if (!sums.second) return;
    for (std::int32_t slot = 0; slot <= bins; ++slot) sums.second[slot] += part.second[slot];
}

void subtract_feature(const Histogram& part, std::int32_t bins, const Histogram& sums) {
    for (std::int32_t slot = 0; slot <= bins; ++slot) sums.first[slot] -= part.first[slot];
    if (!sums.second) return;
    for (std::int32_t slot = 0; slot <= bins; ++slot) sums.second[slot] -= part.second[slot];
}

}  // namespace kernels
