#include "class_search.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace kernels {

namespace {

constexpr std::int64_t kShort = 1 << 14;  // twice a count below fits 16 bits, and sums of their products 32

typedef std::int16_t EightShorts __attribute__((vector_size(16)));

constexpr std::int64_t kFewCount = 181;  // the square of a count fits 16 bits

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
    few_.leave();
    count_ = squares_ = 0;
    if (sample_.columns <= kMostLanes) {
        sample_.columns <= kFewClasses ? count_few_classes() : count_classes();
        for (std::int32_t column = 0; column < sample_.columns; ++column) {
            const std::int64_t rows = all_[std::size_t(column)];
            count_ += rows;
            squares_ += rows * rows;
        }
        if (are_few()) enter_few();
        return;
    }
    for (const Item& item : items_) all_[std::size_t(item.value)] = 0;
    for (const Item& item : items_) all_[std::size_t(item.value)] += item.weight;
    for (const Item& item : items_) {
        count_ += item.weight;
        squares_ += item.weight * all_[std::size_t(item.value)];
    }
}

void ClassSearch::count_classes() {
    std::fill_n(all_.begin(), sample_.columns, 0);
    for (const Item& item : items_) all_[std::size_t(item.value)] += item.weight;
}

// In registers: a count in memory that is raised row by row waits for the row before.
void ClassSearch::count_few_classes() {
    using Counts = Lanes<std::int32_t, kFewClasses>;
    static constexpr std::int32_t kOnes[2 * kFewClasses - 1] = {0, 0, 0, 0, 0, 0, 0, 1};
    Counts all;
    for (const Item& item : items_)
        all.own += Counts::from(kOnes + kFewClasses - 1 - item.value).own * item.weight;
    for (int lane = 0; lane < kFewClasses; ++lane) all_[std::size_t(lane)] = all.own[lane];
}

bool ClassSearch::are_few() const {
    const bool all_allowed = min_leaf_rows_ == 1 && !sample_.positions;
    return all_allowed && sample_.columns <= kFewClasses && items_.size() > 2 && items_.size() <= Few::kMost &&
           count_ <= kFewCount;
}

// Rows that fill vectors up weigh nothing.
void ClassSearch::enter_few() {
    few_.enter(sample_, items_);
    for (int row = 0; row < few_.padded(); ++row) {
        const bool is_one = row < items_.size();
        few_classes_[row] = is_one ? items_.begin()[row].value : 0;
        few_weights_[row] = is_one ? std::int16_t(items_.begin()[row].weight) : std::int16_t(0);
    }
}

bool ClassSearch::search(std::int32_t feature, const NodeRandom& random, Split& best) {
    if (items_.size() == 2) return pair_.note(sample_, items_, feature, random);
    if (sample_.columns > kMostLanes) return search_many(feature, random, best);
    if (few_.padded()) {
        const Few::Note note = few_.note(feature);
        if (note != Few::Note::missing) return note == Few::Note::taken;
    }
    return count_ < kShort ? search_few_classes(short_cells_, feature, random, best)
                           : search_few_classes(cells_, feature, random, best);
}

void ClassSearch::settle(const NodeRandom& random, Split& best) {
    if (items_.size() == 2) return pair_.settle(sample_, items_, double(count_), random, best);
    std::vector<Few::Noted>& noted = few_.noted();
    if (noted.empty()) return;
    const auto weigh_all = [&](auto rows) {
        for (Few::Noted& each : noted) {
            weigh_rows<rows()>(each.bins);
            each.gain = places_.highest(rows());
        }
        const Few::Noted& winner = few_.winner(random);
        if (&winner != &noted.back()) weigh_rows<rows()>(winner.bins);
        const auto left = [&](int row) { return std::int64_t(few_left_[row]); };
        best.offer(winner.gain, few_.place(winner, places_.gain, count_, left), random);
    };
    if (few_.padded() == 8) weigh_all(std::integral_constant<int, 8>());
    if (few_.padded() == 16) weigh_all(std::integral_constant<int, 16>());
    noted.clear();
}

// For eight rows at a time, sums of counts by class as `lane_sums` has them for bins.
template <int kRows>
void ClassSearch::weigh_rows(const std::int16_t* bins) {
    std::int16_t squares[Few::kMost], change[Few::kMost];
    EightShorts left[kFewClasses];
    for (int place = 0; place < kRows; place += 8) {
        EightShorts own, all_left = {}, left_squares = {}, left_change = {};
        std::memcpy(&own, bins + place, sizeof own);
        for (EightShorts& each : left) each = EightShorts{};
        for (int row = 0; row < kRows; ++row) left[few_classes_[row]] += (own >= bins[row]) & few_weights_[row];
        for (std::int32_t column = 0; column < sample_.columns; ++column) {
            all_left += left[column];
            left_squares += left[column] * left[column];
            left_change += left[column] * (left[column] - std::int16_t(2 * all_[std::size_t(column)]));
        }
        std::memcpy(few_left_ + place, &all_left, sizeof all_left);
        std::memcpy(squares + place, &left_squares, sizeof left_squares);
        std::memcpy(change + place, &left_change, sizeof left_change);
    }
    const std::int32_t count = std::int32_t(count_), all_squares = std::int32_t(squares_);
    for (int place = 0; place < kRows; ++place)
        places_.gain[place] = double(squares[place]) / double(few_left_[place]) +
                              double(all_squares + change[place]) / double(count - few_left_[place]);
    for (int place = 0; place < kRows; ++place)
        places_.gain[place] = few_left_[place] < count ? places_.gain[place] : -1.0;
}

template <typename Count>
bool ClassSearch::search_few_classes(
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
    const int bins = places_.bins;
    if (bins == 1) return false;
    const Cut cut = cut_of(sample_, feature, occupied, random);
    Found found = best_of(lefts, cut, bins - 1, 0);
    if (occupied.has(kMissing)) {
        for (int place = 0; place < bins - 2; ++place) lefts.add(place, absent);
        found.compare_missing_left(best_of(lefts, cut, bins - 2, absent_rows));
    } else {
        found.missing_left = 2 * found.rows >= count_;
    }
    if (found.place < 0) return true;
    const std::uint8_t low = places_.bin[found.place], high = places_.bin[found.place + 1];
    best.offer(found.gain, {feature, low, high, found.missing_left, cut.threshold()}, random);
    return true;
}

template <typename Count, int kLanes>
Occupied ClassSearch::count_bins(std::vector<Count>& cells, std::int32_t feature) {
    const std::uint8_t* codes = sample_.codes + feature;
    const std::size_t stride = std::size_t(sample_.features);
    const bool counted = min_leaf_rows_ > 1;
    for (const Item& item : items_) {
        const unsigned bin = codes[item.row * stride];
        Count& cell = cells[bin * unsigned(kLanes) + unsigned(item.value)];
        cell = Count(cell + item.weight);
        seen_[bin] = 1;
        if (counted) ++rows_[bin];
    }
    return seen_.taken();
}

// Sums the rows up to each bin, and leaves zeros.
template <typename Count, int kLanes>
void ClassSearch::sum_bins(std::vector<Count>& cells, const Occupied& occupied, LaneBlock<Count, kLanes>& lefts) {
    const bool counted = min_leaf_rows_ > 1;
    Lanes<Count, kLanes> left;
    std::int32_t left_rows = 0;
    places_.bins = 0;
    occupied.each([&](int bin) {
        Count* own = &cells[std::size_t(bin) * kLanes];
        left.add(Lanes<Count, kLanes>::from(own));
        std::fill(own, own + kLanes, Count(0));
        lefts.put(places_.bins, left);
        if (counted) {
            places_.rows[places_.bins] = left_rows += rows_[bin];
            rows_[bin] = 0;
        }
        places_.bin[places_.bins++] = std::uint8_t(bin);
    });
}

// The first of the best splits after each of some bins; its gain is -1 where none is allowed.
template <typename Count, int kLanes>
Found ClassSearch::best_of(
    const LaneBlock<Count, kLanes>& lefts, const Cut& cut, int places, std::int64_t absent_rows) {
    if (!places) return {};
    using Sum = SumOf<Count>;
    Sum rows[kBins], squares[kBins], change[kBins];
    Lanes<Count, kLanes> twice;
    for (int lane = 0; lane < kLanes; ++lane) twice.own[lane] = Count(2 * all_[std::size_t(lane)]);
    lane_sums(lefts, twice, places, rows, squares, change);
    const Sum all_squares = Sum(squares_), all_rows = Sum(count_);
    for (int place = 0; place < places; ++place)
        places_.gain[place] = double(squares[place]) / double(rows[place]) +
                              double(all_squares + change[place]) / double(all_rows - rows[place]);
    places_.restrict_to(places, cut, min_leaf_rows_, items_.size() - min_leaf_rows_, absent_rows);
    Found found = places_.best(places);
    if (found.place >= 0) found.rows = std::int64_t(rows[found.place]);
    return found;
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
