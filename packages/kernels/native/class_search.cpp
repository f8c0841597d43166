#include "class_search.hpp"

namespace kernels {

ClassSearch::ClassSearch(const Sample& sample, std::int32_t min_leaf_rows)
    : sample_(sample), min_leaf_rows_(min_leaf_rows), all_(std::size_t(sample.columns)),
      left_(std::size_t(sample.columns)) {}

void ClassSearch::enter(Items items) {
    for (const Item& item : items_) all_[std::size_t(item.value)] = 0;
    items_ = items;
    count_ = squares_ = 0;
    for (const Item& item : items_) {
        std::int64_t& rows = all_[std::size_t(item.value)];
        squares_ += item.weight * (2 * rows + item.weight);
        rows += item.weight;
        count_ += item.weight;
    }
    sorted_.resize(std::size_t(items.size()));
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
    for (const Item& item : items_) sorted_[ends_[codes[item.row * stride]]++] = {item.value, item.weight};
    return true;
}

bool ClassSearch::search(std::int32_t feature, const NodeRandom& random, Split& best) {
    if (!sort_by_bin(feature)) return false;
    std::int64_t left_count = 0, left_squares = 0, right_squares = squares_;
    std::int64_t place = 0;
    const std::int64_t most = items_.size() - min_leaf_rows_;
    int last = -1;
    occupied_.each([&](int bin) {
        if (last >= 0 && place >= min_leaf_rows_ && place <= most) {
            const double gain =
                double(left_squares) / double(left_count) + double(right_squares) / double(count_ - left_count);
            best.offer(gain, feature, last, bin, random);
        }
        for (; place < std::int64_t(ends_[bin]); ++place) {
            const Moved& row = sorted_[std::size_t(place)];
            std::int64_t& rows = left_[std::size_t(row.value)];
            const std::int64_t right = all_[std::size_t(row.value)] - rows;
            left_squares += row.weight * (2 * rows + row.weight);
            right_squares -= row.weight * (2 * right - row.weight);
            rows += row.weight;
            left_count += row.weight;
        }
        ends_[bin] = 0;
        last = bin;
    });
    for (const Moved& row : sorted_) left_[std::size_t(row.value)] = 0;
    return true;
}

}  // namespace kernels
