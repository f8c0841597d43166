// The best split of a node so far.
#pragma once

#include <cstdint>

#include "random.hpp"

namespace kernels {

// Where a split may be: between two bins of a feature.
struct Place {
    std::int32_t feature = -1;
    std::uint8_t low = 0;           // the largest bin of the rows on the left
    std::uint8_t high = 0;          // the smallest one on the right; kMissing where only missing values are
    bool missing_left = false;      // where rows go whose value is missing
    std::uint32_t threshold = 0;    // the random threshold, see Cut
};

struct Split : Place {
    double gain = -1.0;

    bool found() const { return feature >= 0; }

    // Bins come in ascending order, and with missing rows on the right first; of equal gains the feature of higher
    // rank is taken, and of one feature what came first.
    void offer(double other, const Place& place, const NodeRandom& random) {
        if (other < gain || (other == gain && !precedes(place.feature, random))) return;
        gain = other;
        static_cast<Place&>(*this) = place;
    }

private:
    bool precedes(std::int32_t from, const NodeRandom& random) const {
        return from != feature && random.rank(from) > random.rank(feature);
    }
};

}  // namespace kernels
