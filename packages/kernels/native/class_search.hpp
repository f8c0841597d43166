// The best split of a node where the target is a class: it lowers Gini's impurity most.
//
// Of few classes the rows of each are counted by bin, side by side, and summed up to each bin; then all splits of a
// feature are weighed at once; few rows are compared with each other instead. Of many classes only the counts change
// that rows change as they move to the left.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "cut.hpp"
#include "few_rows.hpp"
#include "lanes.hpp"
#include "occupied.hpp"
#include "pair.hpp"
#include "places.hpp"
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

    // Tells whether the feature varies; its best split is offered now or by `settle`.
    bool search(std::int32_t feature, const NodeRandom& random, Split& best);

    // Offers the best split of the features that were only noted, as those of few rows are.
    void settle(const NodeRandom& random, Split& best);

private:
    struct Moved {
        std::int32_t value, weight;
    };
    using Few = FewRows<std::int16_t, 16>;
    static constexpr int kFewClasses = 8;
    struct Side;

    template <typename Count, int kLanes>
    bool search_lanes(std::vector<Count>& cells, std::int32_t feature, const NodeRandom& random, Split& best);
    template <typename Count>
    bool search_few_classes(std::vector<Count>& cells, std::int32_t feature, const NodeRandom& random, Split& best);
    template <typename Count, int kLanes>
    Occupied count_bins(std::vector<Count>& cells, std::int32_t feature);
    template <typename Count, int kLanes>
    void sum_bins(std::vector<Count>& cells, const Occupied& occupied, LaneBlock<Count, kLanes>& lefts);
    template <typename Count, int kLanes>
    Found best_of(
        const LaneBlock<Count, kLanes>& lefts, const Cut& cut, int places, std::int64_t absent_rows);
    bool search_many(std::int32_t feature, const NodeRandom& random, Split& best);
    void count_classes();
    void count_few_classes();
    bool are_few() const;
    void enter_few();
    template <int kRows>
    void weigh_rows(const std::int16_t* bins);
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
    Seen seen_;
    Places places_;
    Pair pair_;
    Few few_;
    std::int32_t few_classes_[Few::kMost];
    std::int16_t few_weights_[Few::kMost];
    std::int16_t few_left_[Few::kMost];  // how many rows are on the left of each
    std::vector<std::int64_t> left_, left_and_absent_;
    std::vector<Moved> sorted_;
    Occupied occupied_;
    std::uint32_t ends_[kBins] = {};
};

}  // namespace kernels
