// The best split of a node where the target is a number: it lowers the variance most.
//
// The sums of a bin are one integer: the sum of the numbers, in fixed point, above the count of rows. So they are exact
// and do not depend on the order of rows. Of few rows each is compared with each, of more the bins are summed; then all
// splits of a feature are weighed at once.
#pragma once

#include <cstdint>
#include <vector>

#include "cut.hpp"
#include "few_rows.hpp"
#include "occupied.hpp"
#include "pair.hpp"
#include "places.hpp"
#include "sample.hpp"
#include "split.hpp"
#include "wide.hpp"

namespace kernels {

class NumberSearch {
public:
    NumberSearch(const Sample& sample, std::int32_t min_leaf_rows);

    // Sets the node whose features are searched from now on.
    void enter(Items items);

    // The rows of the node, as often as they were drawn.
    std::int64_t count() const { return count_; }

    // How much a split of that gain lowers the squared deviations, in units of the search.
    double decrease(double gain) const { return gain / double(count_); }

    // Tells whether the feature varies; its best split is offered now or by `settle`.
    bool search(std::int32_t feature, const NodeRandom& random, Split& best);

    // Offers the best split of the features that were only noted, as those of few rows are.
    void settle(const NodeRandom& random, Split& best);

    // Searches a feature where the bins of the node are summed already: `(features, kBins)`.
    bool search_summed(const std::int64_t* sums, std::int32_t feature, const NodeRandom& random, Split& best);

    // Sums the bins of all features over some rows; rows are counted only where leaves have a least number of them.
    void sum_bins(Items items, std::int64_t* sums) const;

    // Whether sums of bins are enough: they do not tell how many different rows there are.
    bool sums_suffice() const { return min_leaf_rows_ == 1; }

private:
    // As many rows as four registers hold: there are as many comparisons as the square of the rows.
    using Few = FewRows<std::int64_t, 4 * kNarrow>;

    double pair_gain() const;
    template <int kRows>
    void weigh_rows(const std::int64_t* bins);
    bool search_bins(std::int32_t feature, const NodeRandom& random, Split& best);
    Occupied sum_feature(std::int32_t feature);
    Occupied sum_indicator(std::int32_t feature);
    void offer_best(std::int32_t feature, const Cut& cut, std::int64_t absent, std::int64_t absent_rows,
                    const NodeRandom& random, Split& best);
    Found best_of(const Cut& cut, int places, std::int64_t absent, std::int64_t absent_rows);
    void weigh(int places, std::int64_t absent);

    std::int64_t count_of(std::int64_t packed) const { return packed & counts_; }

    std::int64_t packed(const Item& item) const {
        return std::int64_t(item.weight) * item.value * (std::int64_t(1) << sample_.count_bits) + item.weight;
    }

    Sample sample_;
    std::int64_t min_leaf_rows_, counts_;  // the bits of a packed sum that are the count
    Items items_{};
    std::int64_t all_ = 0, total_ = 0, count_ = 0;
    std::vector<std::int64_t> packed_;
    Pair pair_;
    Few few_;
    std::int64_t sums_[kBins] = {};
    std::int32_t rows_[kBins] = {};
    Seen seen_;
    Places places_;
    std::int64_t left_[kBins] = {};  // the packed sums up to each place
};

}  // namespace kernels
