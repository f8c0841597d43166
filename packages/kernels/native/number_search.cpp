#include "number_search.hpp"

#include <algorithm>

#include "cut.hpp"

namespace kernels {

namespace {

constexpr int kAhead = 16;

}  // namespace

// Goes over the occupied bins in ascending order. How much a split lowers the variance is, but for a factor that all
// splits of a node share, the square of `count * left - left_count * total` over the product of both counts. The first
// is an exact integer, below 2^62 as the sample promises; one product and one division of it are rounded.
struct NumberSearch::Scan {
    const NumberSearch& search;
    const NodeRandom& random;
    const Cut cut;
    const std::int32_t feature;
    std::int64_t left_count = 0, left = 0, absent_count, absent;
    int last = -1, visited = 0;

    Scan(const NumberSearch& in, std::int32_t of, const Cut& at, std::int64_t missing, const NodeRandom& by)
        : search(in), random(by), cut(at), feature(of), absent_count(count_of(missing)), absent(sum_of(missing)) {}

    std::int64_t count_of(std::int64_t packed) const {
        return packed & ((std::int64_t(1) << search.sample_.count_bits) - 1);
    }
    std::int64_t sum_of(std::int64_t packed) const { return packed >> search.sample_.count_bits; }

    double gain(std::int64_t rows, std::int64_t sum) const {
        const double apart = double(search.count_ * sum - rows * search.total_);
        return apart * apart / double(rows * (search.count_ - rows));
    }

    // Offers the split below a bin with the missing rows on the right, on the left, or both.
    void offer(int bin, bool right, bool left_too, Split& best) const {
        if (last < 0 || !cut.admits(last, bin)) return;
        Place place{feature, std::uint8_t(last), std::uint8_t(bin), false, cut.threshold()};
        if (!absent_count) place.missing_left = 2 * left_count >= search.count_;
        if (right) best.offer(gain(left_count, left), place, random);
        if (!absent_count || bin == kMissing || !left_too) return;
        place.missing_left = true;
        best.offer(gain(left_count + absent_count, left + absent), place, random);
    }

    void add(int bin, std::int64_t packed) {
        left += sum_of(packed);
        left_count += count_of(packed);
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
    const Item *low = items_.begin(), *high = low + 1;
    if (sample_.codes_of(low->row)[feature] == sample_.codes_of(high->row)[feature]) return false;
    if (min_leaf_rows_ > 1) return true;
    if (sample_.codes_of(low->row)[feature] > sample_.codes_of(high->row)[feature]) std::swap(low, high);
    const std::uint8_t below = sample_.codes_of(low->row)[feature], above = sample_.codes_of(high->row)[feature];
    const Cut cut(sample_, feature, below, above == kMissing ? below : above, random);
    const std::int64_t both = std::int64_t(low->weight) * high->weight;
    const double apart = double(both * (std::int64_t(low->value) - high->value));
    const bool missing_left = above != kMissing && low->weight >= high->weight;
    best.offer(apart * apart / double(both), {feature, below, above, missing_left, cut.threshold()}, random);
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
    Scan scan(*this, feature, cut_of(sample_, feature, occupied, random), sums_[kMissing], random);
    std::int64_t left_rows = 0;
    const std::int64_t most = items_.size() - min_leaf_rows_, absent_rows = rows_[kMissing];
    const auto allowed = [&](std::int64_t rows) { return !counted || (rows >= min_leaf_rows_ && rows <= most); };
    occupied.each([&](int bin) {
        scan.offer(bin, allowed(left_rows), allowed(left_rows + absent_rows), best);
        scan.add(bin, sums_[bin]);
        left_rows += rows_[bin];
        sums_[bin] = 0;
        rows_[bin] = 0;
    });
    return true;
}

bool NumberSearch::search_summed(
    const std::int64_t* sums, std::int32_t feature, const NodeRandom& random, Split& best) const {
    const std::int64_t* own = sums + std::size_t(feature) * kBins;
    int first = 0, last = sample_.bins[feature] - 1;
    while (first < last && own[first] == 0) ++first;  // the count is part of it
    while (last > first && own[last] == 0) --last;
    if (last < 0 || own[last] == 0) return false;  // all are missing
    Scan scan(*this, feature, Cut(sample_, feature, first, last, random), own[kMissing], random);
    for (int bin = first; bin <= last; ++bin) {
        if (own[bin] == 0) continue;
        scan.offer(bin, true, true, best);
        scan.add(bin, own[bin]);
    }
    if (!scan.absent_count) return scan.visited > 1;
    scan.offer(kMissing, true, false, best);
    return true;
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
