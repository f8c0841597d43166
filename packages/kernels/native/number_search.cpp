#include "number_search.hpp"

#include <algorithm>

namespace kernels {

namespace {

constexpr int kAhead = 16;

}  // namespace

// Goes over the occupied bins in ascending order. How much a split lowers the variance is, but for a factor that all
// splits of a node share, the square of `count * left - left_count * total` over the product of both counts. The first
// is an exact integer, below 2^62 as the sample promises; one product and one division of it are rounded.
struct NumberSearch::Scan {
    std::int64_t mask, bits, count, total;
    std::int64_t left_count = 0, left = 0;
    int last = -1, visited = 0;

    explicit Scan(const NumberSearch& search)
        : mask((std::int64_t(1) << search.sample_.count_bits) - 1), bits(search.sample_.count_bits),
          count(search.count_), total(search.total_) {}

    double gain() const {
        const double apart = double(count * left - left_count * total);
        return apart * apart / double(left_count * (count - left_count));
    }

    void add(int bin, std::int64_t packed) {
        left += packed >> bits;
        left_count += packed & mask;
        last = bin;
        ++visited;
    }
};

NumberSearch::NumberSearch(const Sample& sample, std::int32_t min_leaf_rows)
    : sample_(sample), min_leaf_rows_(min_leaf_rows) {}

void NumberSearch::enter(Items items) {
    items_ = items;
    packed_.clear();
    std::int64_t all = 0;
    for (const Item& item : items) {
        packed_.push_back(packed(item));
        all += packed_.back();
    }
    total_ = all >> sample_.count_bits;
    count_ = all & ((std::int64_t(1) << sample_.count_bits) - 1);
}

// Of two rows every feature that varies makes the same split, so the bins need no sums.
bool NumberSearch::search_pair(std::int32_t feature, const NodeRandom& random, Split& best) const {
    const int one = sample_.codes_of(items_.begin()->row)[feature];
    const int other = sample_.codes_of(items_.begin()[1].row)[feature];
    if (one == other) return false;
    if (min_leaf_rows_ == 1) best.offer(0.0, feature, std::min(one, other), std::max(one, other), random);
    return true;
}

bool NumberSearch::search(std::int32_t feature, const NodeRandom& random, Split& best) {
    if (items_.size() == 2) return search_pair(feature, random, best);
    const std::uint8_t* codes = sample_.codes + feature;
    const std::size_t stride = std::size_t(sample_.features);
    const bool counted = min_leaf_rows_ > 1;
    Occupied occupied;
    const std::int64_t* value = packed_.data();
    for (const Item& item : items_) {
        const unsigned bin = codes[item.row * stride];
        sums_[bin] += *value++;
        occupied.add(bin);
        if (counted) ++rows_[bin];
    }
    if (occupied.is_one()) {
        const unsigned only = codes[items_.begin()->row * stride];
        sums_[only] = rows_[only] = 0;
        return false;
    }
    Scan scan(*this);
    std::int64_t left_rows = 0;
    const std::int64_t most = items_.size() - min_leaf_rows_;
    occupied.each([&](int bin) {
        const bool allowed = !counted || (left_rows >= min_leaf_rows_ && left_rows <= most);
        if (scan.last >= 0 && allowed) best.offer(scan.gain(), feature, scan.last, bin, random);
        scan.add(bin, sums_[bin]);
        left_rows += rows_[bin];
        sums_[bin] = 0;
        rows_[bin] = 0;
    });
    return true;
}

bool NumberSearch::search_summed(
    const std::int64_t* sums, std::int32_t feature, const NodeRandom& random, Split& best) const {
    Scan scan(*this);
    const std::int64_t* own = sums + std::size_t(feature) * kBins;
    for (int bin = 0; bin < sample_.bins[feature]; ++bin) {
        if (own[bin] == 0) continue;  // the count is part of it
        if (scan.last >= 0) best.offer(scan.gain(), feature, scan.last, bin, random);
        scan.add(bin, own[bin]);
    }
    return scan.visited > 1;
}

void NumberSearch::sum_bins(Items items, std::int64_t* sums) const {
    for (const Item* item = items.begin(); item != items.end(); ++item) {
        if (items.end() - item > kAhead) __builtin_prefetch(sample_.codes_of(item[kAhead].row));
        const std::uint8_t* codes = sample_.codes_of(item->row);
        const std::int64_t value = packed(*item);
        std::int64_t* own = sums;
        for (std::int32_t feature = 0; feature < sample_.features; ++feature, own += kBins)
            own[codes[feature]] += value;
    }
}

}  // namespace kernels
