#include "class_search.hpp"

#include <algorithm>
#include <cstring>

namespace kernels {

namespace {

constexpr std::int64_t kShort = 1 << 14;  // twice a count below fits 16 bits, and sums of their products 32

typedef double Four __attribute__((vector_size(32)));

// Of numbers that come by fours, one at least.
double largest(const double* numbers, int count) {
    Four most;
    std::memcpy(&most, numbers, sizeof most);
    for (int place = 4; place < count; place += 4) {
        Four others;
        std::memcpy(&others, numbers + place, sizeof others);
        most = others > most ? others : most;
    }
    return std::max(std::max(most[0], most[1]), std::max(most[2], most[3]));
}

}  // namespace

ClassSearch::ClassSearch(const Sample& sample, std::int32_t min_leaf_rows)
    : sample_(sample), min_leaf_rows_(min_leaf_rows), all_(std::size_t(std::max(sample.columns, kMostLanes))) {
    if (sample.columns > kMostLanes) {
        left_.resize(std::size_t(sample.columns));
        left_and_absent_.resize(std::size_t(sample.columns));
    } else if (sample.columns > 1) {
        short_cells_.resize(kBins * kMostLanes);
        cells_.resize(kBins * kMostLanes);
    }
}

void ClassSearch::enter(Items items) {
    items_ = items;
    count_ = squares_ = 0;
    if (sample_.columns <= kMostLanes) {
        std::fill_n(all_.begin(), sample_.columns, 0);
        for (const Item& item : items_) all_[std::size_t(item.value)] += item.weight;
        for (std::int32_t column = 0; column < sample_.columns; ++column) {
            const std::int64_t rows = all_[std::size_t(column)];
            count_ += rows;
            squares_ += rows * rows;
        }
        return;
    }
    for (const Item& item : items_) all_[std::size_t(item.value)] = 0;
    for (const Item& item : items_) all_[std::size_t(item.value)] += item.weight;
    for (const Item& item : items_) {
        count_ += item.weight;
        squares_ += item.weight * all_[std::size_t(item.value)];
    }
}

bool ClassSearch::search(std::int32_t feature, const NodeRandom& random, Split& best) {
    if (items_.size() == 2) return search_pair(feature, random, best);
    if (sample_.columns > kMostLanes) return search_many(feature, random, best);
    return count_ < kShort ? search_few(short_cells_, feature, random, best)
                           : search_few(cells_, feature, random, best);
}

// Of two rows every feature that varies makes the same split: both sides are of one class.
bool ClassSearch::search_pair(std::int32_t feature, const NodeRandom& random, Split& best) const {
    const Item *low = items_.begin(), *high = low + 1;
    if (sample_.codes_of(low->row)[feature] == sample_.codes_of(high->row)[feature]) return false;
    if (min_leaf_rows_ > 1) return true;
    if (sample_.codes_of(low->row)[feature] > sample_.codes_of(high->row)[feature]) std::swap(low, high);
    const std::uint8_t below = sample_.codes_of(low->row)[feature], above = sample_.codes_of(high->row)[feature];
    const Cut cut(sample_, feature, below, above == kMissing ? below : above, random);
    const bool missing_left = above != kMissing && low->weight >= high->weight;
    best.offer(double(count_), {feature, below, above, missing_left, cut.threshold()}, random);
    return true;
}

template <typename Count>
bool ClassSearch::search_few(
    std::vector<Count>& cells, std::int32_t feature, const NodeRandom& random, Split& best) {
    if (sample_.columns <= 8) return search_lanes<Count, 8>(cells, feature, random, best);
    if (sample_.columns <= 16) return search_lanes<Count, 16>(cells, feature, random, best);
    return search_lanes<Count, kMostLanes>(cells, feature, random, best);
}

template <typename Count, int kLanes>
bool ClassSearch::search_lanes(
    std::vector<Count>& cells, std::int32_t feature, const NodeRandom& random, Split& best) {
    const Occupied occupied = count_bins<Count, kLanes>(cells, feature);
    const auto absent = Lanes<Count, kLanes>::from(&cells[kMissing * kLanes]);
    const std::int64_t absent_rows = rows_[kMissing];
    LaneBlock<Count, kLanes> lefts;
    sum_bins(cells, occupied, lefts);
    if (bins_ == 1) return false;
    const Cut cut = cut_of(sample_, feature, occupied, random);
    Found found = best_of(lefts, cut, bins_ - 1, 0);
    if (occupied.has(kMissing)) {
        for (int place = 0; place < bins_ - 2; ++place) lefts.add(place, absent);
        const Found other = best_of(lefts, cut, bins_ - 2, absent_rows);
        if (other.gain > found.gain || (other.gain == found.gain && other.place < found.place)) {
            found = other;
            found.missing_left = true;
        }
    } else {
        found.missing_left = 2 * found.rows >= count_;
    }
    if (found.place < 0) return true;
    const std::uint8_t low = bin_[found.place], high = bin_[found.place + 1];
    best.offer(found.gain, {feature, low, high, found.missing_left, cut.threshold()}, random);
    return true;
}

template <typename Count, int kLanes>
Occupied ClassSearch::count_bins(std::vector<Count>& cells, std::int32_t feature) {
    const std::uint8_t* codes = sample_.codes + feature;
    const std::size_t stride = std::size_t(sample_.features);
    const bool counted = min_leaf_rows_ > 1;
    Occupied occupied;
    for (const Item& item : items_) {
        const unsigned bin = codes[item.row * stride];
        Count& cell = cells[bin * unsigned(kLanes) + unsigned(item.value)];
        cell = Count(cell + item.weight);
        occupied.add(bin);
        if (counted) ++rows_[bin];
    }
    return occupied;
}

// Sums the rows up to each bin, and leaves zeros.
template <typename Count, int kLanes>
void ClassSearch::sum_bins(std::vector<Count>& cells, const Occupied& occupied, LaneBlock<Count, kLanes>& lefts) {
    const bool counted = min_leaf_rows_ > 1;
    Lanes<Count, kLanes> left;
    std::int32_t left_rows = 0;
    bins_ = 0;
    occupied.each([&](int bin) {
        Count* own = &cells[std::size_t(bin) * kLanes];
        left.add(Lanes<Count, kLanes>::from(own));
        std::fill(own, own + kLanes, Count(0));
        lefts.put(bins_, left);
        if (counted) {
            left_rows_[bins_] = left_rows += rows_[bin];
            rows_[bin] = 0;
        }
        bin_[bins_++] = std::uint8_t(bin);
    });
}

// The first of the best splits after each of some bins; its gain is -1 where none is allowed.
template <typename Count, int kLanes>
ClassSearch::Found ClassSearch::best_of(
    const LaneBlock<Count, kLanes>& lefts, const Cut& cut, int places, std::int64_t absent_rows) {
    if (!places) return {};
    using Sum = SumOf<Count>;
    Sum rows[kBins], squares[kBins], change[kBins];
    Lanes<Count, kLanes> twice;
    for (int lane = 0; lane < kLanes; ++lane) twice.own[lane] = Count(2 * all_[std::size_t(lane)]);
    lane_sums(lefts, twice, places, rows, squares, change);
    const Sum all_squares = Sum(squares_), all_rows = Sum(count_);
    const int padded = (places + 3) & ~3;
    for (int place = 0; place < places; ++place)
        gains_[place] = double(squares[place]) / double(rows[place]) +
                        double(all_squares + change[place]) / double(all_rows - rows[place]);
    for (int place = places; place < padded; ++place) gains_[place] = -1.0;
    if (min_leaf_rows_ > 1)
        for (int place = 0; place < places; ++place)
            if (!allows(left_rows_[place] + absent_rows)) gains_[place] = -1.0;
    if (sample_.positions)
        for (int place = 0; place < places; ++place)
            if (!cut.admits(bin_[place], bin_[place + 1])) gains_[place] = -1.0;
    const double most = largest(gains_, padded);
    if (most < 0) return {};
    int place = 0;
    while (gains_[place] != most) ++place;
    return {most, place, std::int64_t(rows[place]), false};
}

bool ClassSearch::sort_by_bin(std::int32_t feature) {
    const std::uint8_t* codes = sample_.codes + feature;
    const std::size_t stride = std::size_t(sample_.features);
    occupied_ = Occupied();
    for (const Item& item : items_) {
        const unsigned bin = codes[item.row * stride];
        ++ends_[bin];
        occupied_.add(bin);
    }
    if (occupied_.is_one()) {
        ends_[codes[items_.begin()->row * stride]] = 0;
        return false;
    }
    std::uint32_t start = 0;
    occupied_.each([&](int bin) {
        const std::uint32_t rows = ends_[bin];
        ends_[bin] = start;
        start += rows;
    });
    sorted_.resize(std::size_t(items_.size()));
    for (const Item& item : items_) sorted_[ends_[codes[item.row * stride]]++] = {item.value, item.weight};
    return true;
}

// What is on the left, and the squares of the counts of classes on both sides.
struct ClassSearch::Side {
    const std::vector<std::int64_t>& all;
    std::vector<std::int64_t>& left;
    std::int64_t total, right_squares, left_squares = 0, left_count = 0;

    void move(const Moved& row) {
        std::int64_t& rows = left[std::size_t(row.value)];
        const std::int64_t right = all[std::size_t(row.value)] - rows;
        left_squares += row.weight * (2 * rows + row.weight);
        right_squares -= row.weight * (2 * right - row.weight);
        rows += row.weight;
        left_count += row.weight;
    }

    double gain() const {
        return double(left_squares) / double(left_count) + double(right_squares) / double(total - left_count);
    }
};

bool ClassSearch::search_many(std::int32_t feature, const NodeRandom& random, Split& best) {
    if (!sort_by_bin(feature)) return false;
    const Cut cut = cut_of(sample_, feature, occupied_, random);
    Side left{all_, left_, count_, squares_}, left_and_absent{all_, left_and_absent_, count_, squares_};
    const bool any_absent = ends_[kMissing] > 0;
    std::int64_t place = 0, first_absent = items_.size();
    if (any_absent) {
        occupied_.each([&](int bin) { first_absent = bin == kMissing ? first_absent : std::int64_t(ends_[bin]); });
        for (std::int64_t row = first_absent; row < items_.size(); ++row)
            left_and_absent.move(sorted_[std::size_t(row)]);
    }
    const std::int64_t absent_rows = items_.size() - first_absent;
    int last = -1;
    occupied_.each([&](int bin) {
        if (last >= 0 && cut.admits(last, bin)) {
            Place at{feature, std::uint8_t(last), std::uint8_t(bin), false, cut.threshold()};
            if (!any_absent) at.missing_left = 2 * left.left_count >= count_;
            if (allows(place)) best.offer(left.gain(), at, random);
            at.missing_left = true;
            if (any_absent && bin != kMissing && allows(place + absent_rows))
                best.offer(left_and_absent.gain(), at, random);
        }
        for (; place < std::int64_t(ends_[bin]); ++place) {
            left.move(sorted_[std::size_t(place)]);
            if (any_absent && bin != kMissing) left_and_absent.move(sorted_[std::size_t(place)]);
        }
        ends_[bin] = 0;
        last = bin;
    });
    for (const Moved& row : sorted_) left_[std::size_t(row.value)] = left_and_absent_[std::size_t(row.value)] = 0;
    return true;
}

}  // namespace kernels
