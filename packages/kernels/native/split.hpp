// The best split of a node so far.
#pragma once

#include <cstdint>

#include "random.hpp"

namespace kernels {

struct Split {
    double gain = -1.0;
    std::int32_t feature = -1;
    std::uint8_t low = 0;   // the largest bin of the rows on the left
    std::uint8_t high = 0;  // the smallest one on the right

    bool found() const { return feature >= 0; }

    // Bins come in ascending order; equal gains go to the feature of higher priority, then to the lower bin.
    void offer(double other, std::int32_t from, int below, int above, const NodeRandom& random) {
        if (other < gain || (other == gain && !precedes(from, random))) return;
        gain = other;
        feature = from;
        low = static_cast<std::uint8_t>(below);
        high = static_cast<std::uint8_t>(above);
    }

private:
    bool precedes(std::int32_t from, const NodeRandom& random) const {
        if (from == feature) return false;
        const std::uint32_t theirs = random.priority(from), ours = random.priority(feature);
        return theirs > ours || (theirs == ours && from < feature);
    }
};

}  // namespace kernels
