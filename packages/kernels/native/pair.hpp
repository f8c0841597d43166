// A node of two rows: every feature that varies makes the same split, so that of highest rank is taken.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>

#include "cut.hpp"
#include "random.hpp"
#include "sample.hpp"
#include "split.hpp"

namespace kernels {

class Pair {
public:
    // Tells whether the feature varies.
    bool note(const Sample& sample, Items items, std::int32_t feature, const NodeRandom& random) {
        const std::uint8_t one = sample.codes_of(items.begin()[0].row)[feature];
        const std::uint8_t other = sample.codes_of(items.begin()[1].row)[feature];
        const bool varies = one != other;
        highest_ = std::max(highest_, varies ? random.rank(feature) : 0);
        return varies;
    }

    // Offers the split of the features that were noted, if any, and forgets them.
    void settle(const Sample& sample, Items items, double gain, const NodeRandom& random, Split& best) {
        if (!highest_) return;
        const std::int32_t feature = NodeRandom::feature_of(std::exchange(highest_, 0));
        const Item *low = items.begin(), *high = low + 1;
        if (sample.codes_of(low->row)[feature] > sample.codes_of(high->row)[feature]) std::swap(low, high);
        const std::uint8_t below = sample.codes_of(low->row)[feature], above = sample.codes_of(high->row)[feature];
        const Cut cut(sample, feature, below, above == kMissing ? below : above, random);
        const bool missing_left = above != kMissing && low->weight >= high->weight;
        best.offer(gain, {feature, below, above, missing_left, cut.threshold()}, random);
    }

private:
    std::uint64_t highest_ = 0;  // rank of the features
};

}  // namespace kernels
