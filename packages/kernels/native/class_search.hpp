// The best split of a node where the target is a class: it lowers Gini's impurity most.
//
// Only sums of squares of counts change as rows move to the left, so a row costs the same however many classes exist.
#pragma once

#include <cstdint>
#include <vector>

#include "occupied.hpp"
#include "sample.hpp"
#include "split.hpp"

namespace kernels {

class ClassSearch {
public:
    ClassSearch(const Sample& sample, std::int32_t min_leaf_rows);

    void enter(Items items);

    // Tells whether the feature varies.
    bool search(std::int32_t feature, const NodeRandom& random, Split& best);

private:
    struct Moved {
        std::int32_t value, weight;
    };

    // Tells whether there are bins to sort by.
    bool sort_by_bin(std::int32_t feature);

    Sample sample_;
    std::int64_t min_leaf_rows_;
    Items items_{};
    std::vector<std::int64_t> all_, left_;  // rows of each class
    std::int64_t count_ = 0, squares_ = 0;
    std::vector<Moved> sorted_;
    Occupied occupied_;
    std::uint32_t ends_[kBins] = {};
};

}  // namespace kernels
