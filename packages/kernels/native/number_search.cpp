#include "number_search.hpp"

namespace kernels {

namespace {

constexpr int kAhead = 16;

std::int64_t floor_divided(std::int64_t number, std::int64_t by) {
    return number / by - (number % by < 0);
}

}  // namespace

// Goes over the occupied bins in ascending order. Sums are of deviations from the node's mean, rounded down to an
// integer: that keeps their squares exact where the mean is large.
struct NumberSearch::Scan {
    std::int64_t mask, bits, mean, count, total;
    std::int64_t left_count = 0, left = 0;
    int last = -1;

    explicit Scan(const NumberSearch& search)
        : mask((std::int64_t(1) << search.sample_.count_bits) - 1), bits(search.sample_.count_bits), mean(search.mean_),
          count(search.count_), total(search.total_ - search.mean_ * search.count_) {}

    double gain() const {
        const double one = double(left), other = double(total - left);
        return one * one / double(left_count) + other * other / double(count - left_count);
    }

    void add(int bin, std::int64_t packed) {
        const std::int64_t rows = packed & mask;
        left += (packed >> bits) - mean * rows;
        left_count += rows;
        last = bin;
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
    mean_ = floor_divided(total_, count_);
}

void NumberSearch::search(std::int32_t feature, const NodeRandom& random, Split& best) {
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
}

void NumberSearch::search_summed(
    const std::int64_t* sums, std::int32_t feature, const NodeRandom& random, Split& best) const {
    Scan scan(*this);
    const std::int64_t* own = sums + std::size_t(feature) * kBins;
    for (int bin = 0; bin < sample_.bins[feature]; ++bin) {
        if (own[bin] == 0) continue;  // the count is part of it
        if (scan.last >= 0) best.offer(scan.gain(), feature, scan.last, bin, random);
        scan.add(bin, own[bin]);
    }
}

void NumberSearch::sum_bins(Items items, std::int64_t* sums) const {
    for (const Item* item = items.begin(); item != items.end(); ++item) {
        if (items.end() - item > kAhead) __builtin_prefetch(sample_.codes_of(item[kAhead].row));
        const std::uint8_t* codes = sample_.codes_of(item->row);
        const std::int64_t value = packed(*item);
        std::int64_t* own = sums;
        for (std::int32_t feature = 0; feature < sample_.features; ++feature, own += kBins) own[codes[feature]] += value;
    }
}

}  // namespace kernels
