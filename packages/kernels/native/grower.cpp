#include "grower.hpp"

#include <algorithm>
#include <utility>

namespace kernels {

namespace {

// Below, the occupied bins are walked; from there on the bins of all features are summed at once.
constexpr std::int32_t kFewRows = 512;

constexpr std::size_t kSmallBed = std::size_t(1) << 22;  // in bytes

thread_local Bed kept;

}  // namespace

Bed Bed::take() { return std::exchange(kept, Bed()); }

void Bed::keep(Bed bed) {
    const std::size_t items = bed.items.capacity() + bed.right.capacity();
    const std::size_t bytes = items * sizeof(Item) + bed.tree.nodes.capacity() * sizeof(Node) +
                              bed.tree.sums.capacity() * sizeof(std::int64_t);
    if (bytes <= kSmallBed) kept = std::move(bed);
}

Grower::Grower(
    const Sample& sample, const Settings& settings, const std::int32_t* weight, const volatile std::int32_t* stop)
    : sample_(sample), settings_(settings), stop_(stop), numbers_(sample, settings.min_leaf_rows),
      classes_(sample, settings.min_leaf_rows), bed_(Bed::take()), is_drawn_(std::size_t(sample.features)),
      is_constant_(std::size_t(sample.features)) {
    bed_.items.resize(std::size_t(sample.rows));
    Item* next = bed_.items.data();
    for (std::int32_t row = 0; row < sample.rows; ++row) {  // without branches, which would often be mispredicted
        *next = {std::uint32_t(row), std::int32_t(sample.target[row] >> sample.shift), weight[row]};
        next += weight[row] > 0;
    }
    bed_.items.resize(std::size_t(next - bed_.items.data()));
    bed_.right.resize(bed_.items.size());
}

Tree Grower::grow() {
    bed_.tree.nodes.assign(1, Node());
    bed_.tree.sums.clear();
    bed_.tree.depth = 0;
    const Range root{0, 0, std::int32_t(bed_.items.size()), 0};
    Sums sums;
    if (are_summed(root)) {
        sums.resize(std::size_t(sample_.features) * kBins);
        numbers_.sum_bins(items(root), sums.data());
    }
    divide(root, std::move(sums));
    return by_level();
}

bool Grower::are_summed(Range range) const {
    return sample_.columns == 1 && settings_.chosen_features >= sample_.features && range.size() >= kFewRows &&
           range.depth < settings_.max_depth && numbers_.sums_suffice();
}

// Calls itself for the smaller part only, so that it is never deeper than the number of rows has bits.
void Grower::divide(Range range, Sums sums) {
    const std::size_t known = constants_.size();
    while (true) {
        bed_.tree.depth = std::max(bed_.tree.depth, range.depth + 1);
        const Split split = is_open(range) && !*stop_ ? best_split(range, sums) : Split();
        if (!split.found()) {
            note_leaf(range);
            return forget_constants(known);
        }
        const std::int32_t middle = partition(range, split), left = std::int32_t(bed_.tree.nodes.size());
        note_split(range, split);
        Range smaller{left, range.first, middle, range.depth + 1};
        Range larger{left + 1, middle, range.last, range.depth + 1};
        if (smaller.size() > larger.size()) std::swap(smaller, larger);
        Sums of_smaller;
        hand_down(smaller, larger, sums, of_smaller);
        divide(smaller, std::move(of_smaller));
        range = larger;
    }
}

// The sums of the larger part are those of the whole less those of the smaller one.
void Grower::hand_down(Range smaller, Range larger, Sums& sums, Sums& of_smaller) {
    if (sums.empty()) return;
    if (!are_summed(larger)) return sums.clear();
    of_smaller.resize(sums.size());
    numbers_.sum_bins(items(smaller), of_smaller.data());
    for (std::size_t bin = 0; bin < sums.size(); ++bin) sums[bin] -= of_smaller[bin];
    if (!are_summed(smaller)) Sums().swap(of_smaller);
}

bool Grower::is_open(Range range) const {
    if (range.depth >= settings_.max_depth || range.size() / 2 < settings_.min_leaf_rows) return false;
    const Items rows = items(range);
    const std::int32_t first = rows.begin()->value;
    return std::any_of(rows.begin(), rows.end(), [&](const Item& item) { return item.value != first; });
}

Split Grower::best_split(Range range, const Sums& sums) {
    const NodeRandom random(settings_.key, std::uint64_t(range.depth), std::uint64_t(range.first));
    Split best;
    sample_.columns == 1 ? numbers_.enter(items(range)) : classes_.enter(items(range));
    draw_features(random);
    for (const std::int32_t feature : drawn_) search(feature, sums, random, best);
    settle(random, best);
    if (best.found()) return best;
    for (std::int32_t feature = 0; feature < sample_.features; ++feature)
        if (!is_drawn_[std::size_t(feature)]) search(feature, sums, random, best);
    settle(random, best);
    return best;
}

void Grower::settle(const NodeRandom& random, Split& best) {
    sample_.columns == 1 ? numbers_.settle(random, best) : classes_.settle(random, best);
}

// Draws a subset, every one being as likely (Bentley and Floyd, "A sample of brilliance", 1987).
void Grower::draw_features(const NodeRandom& random) {
    const std::int32_t chosen = std::min(settings_.chosen_features, sample_.features);
    if (std::int32_t(drawn_.size()) == sample_.features) return;
    for (const std::int32_t feature : drawn_) is_drawn_[std::size_t(feature)] = 0;
    drawn_.clear();
    for (std::int32_t number = 0; number < chosen; ++number) {
        const std::int32_t last = sample_.features - chosen + number;
        std::int32_t feature = chosen == sample_.features
                                   ? number
                                   : std::int32_t(random.below(std::uint64_t(number), std::uint64_t(last) + 1));
        if (is_drawn_[std::size_t(feature)]) feature = last;
        is_drawn_[std::size_t(feature)] = 1;
        drawn_.push_back(feature);
    }
}

void Grower::search(std::int32_t feature, const Sums& sums, const NodeRandom& random, Split& best) {
    if (is_constant_[std::size_t(feature)]) return;
    bool varies;
    if (sample_.columns > 1)
        varies = classes_.search(feature, random, best);
    else if (sums.empty())
        varies = numbers_.search(feature, random, best);
    else
        varies = numbers_.search_summed(sums.data(), feature, random, best);
    if (varies) return;
    is_constant_[std::size_t(feature)] = 1;
    constants_.push_back(feature);
}

void Grower::forget_constants(std::size_t known) {
    for (; constants_.size() > known; constants_.pop_back()) is_constant_[std::size_t(constants_.back())] = 0;
}

std::int32_t Grower::partition(Range range, const Split& split) {
    const std::uint8_t* codes = sample_.codes + split.feature;
    const std::size_t stride = std::size_t(sample_.features);
    Item* left = bed_.items.data() + range.first;
    Item* right = bed_.right.data();
    for (const Item& item : items(range)) {
        const std::uint8_t bin = codes[item.row * stride];
        const bool stays = (bin <= split.low) | ((bin == kMissing) & split.missing_left);
        const Item moved = item;
        *left = moved;
        *right = moved;
        left += stays;
        right += !stays;
    }
    std::copy(bed_.right.data(), right, left);
    return std::int32_t(left - bed_.items.data());
}

void Grower::note_split(Range range, const Split& split) {
    const std::int32_t left = std::int32_t(bed_.tree.nodes.size());
    Node node{split.feature, split.low, split.high, split.missing_left, split.threshold, left};
    node.cover = std::int32_t(sample_.columns == 1 ? numbers_.count() : classes_.count());
    node.decrease = sample_.columns == 1 ? numbers_.decrease(split.gain) : classes_.decrease(split.gain);
    bed_.tree.nodes[std::size_t(range.node)] = node;
    bed_.tree.nodes.resize(bed_.tree.nodes.size() + 2);
}

void Grower::note_leaf(Range range) {
    const std::size_t columns = std::size_t(sample_.columns), place = bed_.tree.sums.size();
    bed_.tree.nodes[std::size_t(range.node)].left = std::int32_t(place / columns);
    bed_.tree.sums.resize(place + columns);
    std::int32_t count = 0;
    for (const Item& item : items(range)) {
        count += item.weight;
        if (columns > 1)
            bed_.tree.sums[place + std::size_t(item.value)] += item.weight;
        else
            bed_.tree.sums[place] += item.weight * sample_.target[item.row];
    }
    bed_.tree.nodes[std::size_t(range.node)].cover = count;
}

Tree Grower::by_level() const {
    const Tree& grown = bed_.tree;
    const std::size_t columns = std::size_t(sample_.columns);
    Tree ordered;
    ordered.depth = grown.depth;
    ordered.nodes.reserve(grown.nodes.size());
    ordered.sums.reserve(grown.sums.size());
    ordered.nodes.push_back(grown.nodes[0]);
    for (std::size_t place = 0; place < ordered.nodes.size(); ++place) {
        Node& node = ordered.nodes[place];
        const std::size_t left = std::size_t(node.left);
        if (node.feature < 0) {
            const auto sums = grown.sums.begin() + std::ptrdiff_t(left * columns);
            node.left = std::int32_t(ordered.sums.size() / columns);
            ordered.sums.insert(ordered.sums.end(), sums, sums + std::ptrdiff_t(columns));
            continue;
        }
        node.left = std::int32_t(ordered.nodes.size());
        ordered.nodes.push_back(grown.nodes[left]);
        ordered.nodes.push_back(grown.nodes[left + 1]);
    }
    return ordered;
}

}  // namespace kernels
