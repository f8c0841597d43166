// Which splits of a feature a node may choose: all, or for extremely randomized trees the one at a random threshold.
//
// It is drawn evenly between the smallest and the largest value of the node (Geurts, Ernst, Wehenkel, "Extremely
// randomized trees", 2006). Values are whole numbers here, the positions of bins, so that it is the same everywhere.
#pragma once

#include <cstdint>

#include "occupied.hpp"
#include "random.hpp"
#include "sample.hpp"

namespace kernels {

class Cut {
public:
    Cut() = default;

    Cut(const Sample& sample, std::int32_t feature, int lowest, int highest, const NodeRandom& random) {
        if (!sample.positions) return;
        positions_ = sample.positions + std::size_t(feature) * kBins;
        const std::uint32_t first = positions_[lowest];
        threshold_ = first + random.within(std::uint64_t(feature), positions_[highest] - first);
    }

    bool is_drawn() const { return positions_; }

    bool admits(int low, int high) const {
        return !positions_ || (positions_[low] <= threshold_ && threshold_ < positions_[high]);
    }

    std::uint32_t threshold() const { return threshold_; }

private:
    const std::uint32_t* positions_ = nullptr;
    std::uint32_t threshold_ = 0;
};

inline Cut cut_of(const Sample& sample, std::int32_t feature, const Occupied& occupied, const NodeRandom& random) {
    if (!sample.positions) return Cut();
    return Cut(sample, feature, occupied.lowest(), occupied.highest_value(), random);
}

}  // namespace kernels
