#include "boost_sample.hpp"

#include <algorithm>

namespace kernels {

namespace {

constexpr std::size_t kRowsAPart = 1 << 14;

// A row of nearly the widest block takes all of its bytes, so that it lies in one line of the cache.
std::int32_t stride_of(std::int32_t width) { return width > 12 ? kWidest : width; }

}  // namespace

BoostCodes::BoostCodes(const BoostSample& sample, Team& team)
    : rows_(std::size_t(sample.rows)), columns_(rows_ * std::size_t(sample.features)) {
    divide(sample.features);
    team.each(std::int32_t((rows_ + kRowsAPart - 1) / kRowsAPart), [&](std::int32_t part) {
        const std::size_t first = std::size_t(part) * kRowsAPart;
        copy(sample, first, std::min(rows_, first + kRowsAPart));
    });
}

void BoostCodes::divide(std::int32_t features) {
    const std::int32_t count = (features + kWidest - 1) / kWidest;
    std::size_t bytes = 0;
    for (std::int32_t number = 0; number < count; ++number) {
        const std::int32_t first = std::int32_t(std::int64_t(features) * number / count);
        const std::int32_t width = std::int32_t(std::int64_t(features) * (number + 1) / count) - first;
        blocks_.push_back({first, width, stride_of(width), nullptr});
        bytes += rows_ * std::size_t(stride_of(width));
    }
    slots_.resize(bytes);
    const std::uint8_t* slots = slots_.data();
    for (Block& block : blocks_) {
        block.slots = slots;
        slots += rows_ * std::size_t(block.stride);
    }
}

void BoostCodes::copy(const BoostSample& sample, std::size_t first, std::size_t last) {
    const std::size_t features = std::size_t(sample.features);
    for (const Block& block : blocks_) {
        std::uint8_t* slots = slots_.data() + (block.slots - slots_.data());
        for (std::size_t row = first; row < last; ++row) {
            const std::uint8_t* codes = sample.codes + row * features + std::size_t(block.first);
            std::uint8_t* own = slots + row * std::size_t(block.stride);
            for (std::int32_t feature = 0; feature < block.width; ++feature)
                own[feature] = std::uint8_t(codes[feature] + 1);
        }
    }
    constexpr std::size_t kTile = 64;
    for (std::size_t start = first; start < last; start += kTile) {
        const std::size_t end = std::min(last, start + kTile);
        for (std::size_t feature = 0; feature < features; ++feature)
            for (std::size_t row = start; row < end; ++row)
                columns_[feature * rows_ + row] = sample.codes[row * features + feature];
    }
}

}  // namespace kernels
