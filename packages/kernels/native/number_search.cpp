#include "number_search.hpp"

#include <algorithm>
#include <cstring>

#include "wide.hpp"

namespace kernels {

namespace {

constexpr int kAhead = 16;

}  // namespace

NumberSearch::NumberSearch(const Sample& sample, std::int32_t min_leaf_rows)
    : sample_(sample), min_leaf_rows_(min_leaf_rows), counts_((std::int64_t(1) << sample.count_bits) - 1) {}

void NumberSearch::enter(Items items) {
    items_ = items;
    packed_.clear();
    all_ = 0;
    for (const Item& item : items) {
        packed_.push_back(packed(item));
        all_ += packed_.back();
    }
    total_ = all_ >> sample_.count_bits;
    count_ = count_of(all_);
    few_.leave();
    if (items.size() == 2 || items.size() > Few::kMost || min_leaf_rows_ > 1 || sample_.positions) return;
    few_.enter(sample_, items);
    packed_.resize(std::size_t(few_.padded()));
}

bool NumberSearch::search(std::int32_t feature, const NodeRandom& random, Split& best) {
    if (items_.size() == 2) return pair_.note(sample_, items_, feature, random);
    if (!few_.padded()) return search_bins(feature, random, best);
    const Few::Note note = few_.note(feature);
    return note == Few::Note::missing ? search_bins(feature, random, best) : note == Few::Note::taken;
}

void NumberSearch::settle(const NodeRandom& random, Split& best) {
    if (items_.size() == 2) return pair_.settle(sample_, items_, pair_gain(), random, best);
    std::vector<Few::Noted>& noted = few_.noted();
    if (noted.empty()) return;
    const auto weigh_all = [&](auto rows) {
        for (Few::Noted& each : noted) {
            weigh_rows<rows()>(each.bins);
            each.gain = places_.highest(rows());
        }
        const Few::Noted& winner = few_.winner(random);
        weigh_rows<rows()>(winner.bins);
        const auto left = [&](int row) { return count_of(left_[row]); };
        best.offer(winner.gain, few_.place(winner, places_.gain, count_, left), random);
    };
    switch (few_.padded() / Places::kTogether) {
        case 1: weigh_all(std::integral_constant<int, Places::kTogether>()); break;
        case 2: weigh_all(std::integral_constant<int, 2 * Places::kTogether>()); break;
        case 3: weigh_all(std::integral_constant<int, 3 * Places::kTogether>()); break;
        default: weigh_all(std::integral_constant<int, 4 * Places::kTogether>());
    }
    noted.clear();
}

double NumberSearch::pair_gain() const {
    const Item &one = items_.begin()[0], &other = items_.begin()[1];
    const std::int64_t both = std::int64_t(one.weight) * other.weight;
    const double apart = double(both * (std::int64_t(one.value) - other.value));
    return apart * apart / double(both);
}

template <int kRows>
void NumberSearch::weigh_rows(const std::int64_t* bins) {
    for (int place = 0; place < kRows; place += kNarrow) {
        NarrowBits own, left = {};
        std::memcpy(&own, bins + place, sizeof own);
        for (int row = 0; row < kRows; ++row) left += (own >= bins[row]) & packed_[std::size_t(row)];
        std::memcpy(left_ + place, &left, sizeof left);
    }
    weigh(kRows, 0);
    for (int row = 0; row < kRows; ++row)
        places_.gain[row] = count_of(left_[row]) < count_ ? places_.gain[row] : -1.0;
}

bool NumberSearch::search_bins(std::int32_t feature, const NodeRandom& random, Split& best) {
    const bool is_indicator = sample_.bins[feature] == 2 && min_leaf_rows_ == 1;
    const Occupied occupied = is_indicator ? sum_indicator(feature) : sum_feature(feature);
    if (occupied.is_one()) {
        const int only = occupied.lowest();
        sums_[only] = rows_[only] = 0;
        return false;
    }
    const std::int64_t absent = sums_[kMissing], absent_rows = rows_[kMissing];
    std::int64_t left = 0;
    std::int32_t left_rows = 0;
    places_.bins = 0;
    occupied.each([&](int bin) {
        places_.bin[places_.bins] = std::uint8_t(bin);
        places_.rows[places_.bins] = left_rows += rows_[bin];
        left_[places_.bins++] = left += sums_[bin];
        sums_[bin] = 0;
        rows_[bin] = 0;
    });
    offer_best(feature, cut_of(sample_, feature, occupied, random), absent, absent_rows, random, best);
    return true;
}

Occupied NumberSearch::sum_feature(std::int32_t feature) {
    const std::uint8_t* codes = sample_.codes + feature;
    const std::size_t stride = std::size_t(sample_.features);
    const bool counted = min_leaf_rows_ > 1;
    const std::int64_t* value = packed_.data();
    for (const Item& item : items_) {
        const unsigned bin = codes[item.row * stride];
        sums_[bin] += *value++;
        seen_[bin] = 1;
        if (counted) ++rows_[bin];
    }
    return seen_.taken();
}

// Of two bins one needs no sum; that of the other is in a register, so that no row waits for the one before.
Occupied NumberSearch::sum_indicator(std::int32_t feature) {
    const std::uint8_t* codes = sample_.codes + feature;
    const std::size_t stride = std::size_t(sample_.features);
    std::int64_t ones = 0, absent = 0;
    const std::int64_t* value = packed_.data();
    for (const Item& item : items_) {
        const unsigned bin = codes[item.row * stride];
        ones += bin == 1 ? *value : 0;
        absent += bin == kMissing ? *value : 0;
        ++value;
    }
    sums_[0] = all_ - ones - absent;
    sums_[1] = ones;
    sums_[kMissing] = absent;
    Occupied occupied;
    for (const unsigned bin : {0u, 1u, unsigned(kMissing)})
        if (sums_[bin]) occupied.add(bin);  // the count is part of it
    return occupied;
}

bool NumberSearch::search_summed(
    const std::int64_t* sums, std::int32_t feature, const NodeRandom& random, Split& best) {
    const std::int64_t* own = sums + std::size_t(feature) * kBins;
    const int bins = sample_.bins[feature];
    std::int64_t left = 0;
    places_.bins = 0;
    const auto put = [&](int bin) {
        places_.bin[places_.bins] = std::uint8_t(bin);
        left_[places_.bins] = left += own[bin];
        places_.bins += own[bin] != 0;  // the count is part of it
    };
    for (int bin = 0; bin < bins; ++bin) put(bin);
    const int values = places_.bins;
    put(kMissing);
    if (places_.bins < 2) return false;
    const Cut cut(sample_, feature, places_.bin[0], places_.bin[values - 1], random);
    offer_best(feature, cut, own[kMissing], 0, random, best);
    return true;
}

void NumberSearch::offer_best(std::int32_t feature, const Cut& cut, std::int64_t absent, std::int64_t absent_rows,
                              const NodeRandom& random, Split& best) {
    Found found = best_of(cut, places_.bins - 1, 0, 0);
    if (absent)
        found.compare_missing_left(best_of(cut, places_.bins - 2, absent, absent_rows));
    else
        found.missing_left = 2 * found.rows >= count_;
    if (found.place < 0) return;
    const std::uint8_t low = places_.bin[found.place], high = places_.bin[found.place + 1];
    best.offer(found.gain, {feature, low, high, found.missing_left, cut.threshold()}, random);
}

Found NumberSearch::best_of(const Cut& cut, int places, std::int64_t absent, std::int64_t absent_rows) {
    if (!places) return {};
    weigh(places, absent);
    places_.restrict_to(places, cut, min_leaf_rows_, items_.size() - min_leaf_rows_, absent_rows);
    Found found = places_.best(places);
    if (found.place >= 0) found.rows = count_of(left_[found.place]);
    return found;
}

// How much a split lowers the variance is, but for a factor that all splits of a node share, the square of
// `count * left - left_count * total` over the product of both counts. The first is an exact integer, below 2^62 as the
// sample promises; one product and one division of it are rounded. `absent` is on the left too.
void NumberSearch::weigh(int places, std::int64_t absent) {
    const std::int64_t count = count_, total = total_, counts = counts_;
    const int bits = sample_.count_bits;
    double* gain = places_.gain;
    for (int place = 0; place < places; ++place) {
        const std::int64_t packed = left_[place] + absent, rows = packed & counts;
        const double apart = double(count * (packed >> bits) - rows * total);
        gain[place] = apart * apart / double(rows * (count - rows));
    }
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
