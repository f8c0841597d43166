// The best split of a node where the target is a class: it lowers Gini's impurity most.
//
// Of few classes the rows of each are counted by bin, side by side, and summed up to each bin; then all splits of a
// feature are weighed at once. Of many classes only the counts change that rows change as they move to the left.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "cut.hpp"
#include "lanes.hpp"
#include "occupied.hpp"
#include "sample.hpp"
#include "split.hpp"

namespace kernels {

class ClassSearch {
public:
    ClassSearch(const Sample& sample, std::int32_t min_leaf_rows);

    void enter(Items items);

    // The rows of the node, as often as they were drawn.
    std::int64_t count() const { return count_; }

    // How much a split of that gain lowers the squared deviations of the classes' indicators.
    double decrease(double gain) const { return std::max(0.0, gain - double(squares_) / double(count_)); }

    // Tells whether the feature varies.
    bool search(std::int32_t feature, const NodeRandom& random, Split& best);

private:
    struct Moved {
        std::int32_t value, weight;
    };
    struct Found {
        double gain = -1.0;
        int place = -1;         // among the bins that hold rows
        std::int64_t rows = 0;  // on the left
        bool missing_left = false;
    };
    struct Side;

    template <typename Count, int kLanes>
    bool search_lanes(std::vector<Count>& cells, std::int32_t feature, const NodeRandom& random, Split& best);
    template <typename Count>
    bool search_few(std::vector<Count>& cells, std::int32_t feature, const NodeRandom& random, Split& best);
    template <typename Count, int kLanes>
    Occupied count_bins(std::vector<Count>& cells, std::int32_t feature);
    template <typename Count, int kLanes>
    void sum_bins(std::vector<Count>& cells, const Occupied& occupied, LaneBlock<Count, kLanes>& lefts);
    template <typename Count, int kLanes>
    Found best_of(
        const LaneBlock<Count, kLanes>& lefts, const Cut& cut, int places, std::int64_t absent_rows);
    bool search_many(std::int32_t feature, const NodeRandom& random, Split& best);
    bool search_pair(std::int32_t feature, const NodeRandom& random, Split& best) const;
    bool allows(std::int64_t left_rows) const {
        return left_rows >= min_leaf_rows_ && left_rows <= items_.size() - min_leaf_rows_;
    }

    // Tells whether there are bins to sort by.
    bool sort_by_bin(std::int32_t feature);

    Sample sample_;
    std::int64_t min_leaf_rows_;
    Items items_{};
    std::vector<std::int64_t> all_;  // rows of each class
    std::int64_t count_ = 0, squares_ = 0;
    std::vector<std::int16_t> short_cells_;  // (kBins, lanes), zeros between searches
    std::vector<std::int32_t> cells_;
    std::int32_t rows_[kBins] = {};
    int bins_ = 0;  // those of the feature that is searched that hold rows
    std::uint8_t bin_[kBins];
    std::int32_t left_rows_[kBins];  // how many different rows there are up to each of them
    double gains_[kBins];
    std::vector<std::int64_t> left_, left_and_absent_;
    std::vector<Moved> sorted_;
    Occupied occupied_;
    std::uint32_t ends_[kBins] = {};
};

}  // namespace kernels
