#include "boost_tree.hpp"

#include <algorithm>
#include <limits>

namespace kernels {

namespace {

constexpr std::int32_t kRowsAMove = 1 << 14;
constexpr std::int32_t kRowsAPiece = 1 << 13;
constexpr std::int32_t kManyRows = 1 << 16;   // of a leaf that all threads split together
constexpr std::int32_t kFeaturesAGroup = 4;
constexpr std::int32_t kMostTried = 4;
constexpr std::size_t kMostHistogramBytes = std::size_t(1) << 28;

}  // namespace

BoostTree::BoostTree(const BoostSample& sample, const BoostCodes& codes, const BoostShape& shape)
    : sample_(sample), codes_(codes), shape_(shape) {}

void BoostTree::grow(const RowGradients& gradients, const BoostRules& rules, const std::vector<std::uint32_t>& drawn,
                     const std::vector<std::uint32_t>& others, const std::uint8_t* chosen, Team& team,
                     const volatile std::int32_t* stop) {
    gradients_ = gradients;
    rules_ = rules;
    chosen_ = chosen;
    for (int side = 0; side < 2; ++side) {
        drawn_[side].resize(drawn.size());
        others_[side].resize(others.size());
    }
    drawn_[0] = drawn;
    others_[0] = others;
    plant(team);
    while (choose(team) && !*stop) split(team);
    nodes_.resize(std::size_t(2 * frontier_.size() - 1));
    for (const std::int32_t leaf : frontier_) {
        const Leaf& last = leaves_[std::size_t(leaf)];
        nodes_[std::size_t(last.number)] = last.node;
        nodes_[std::size_t(last.number)].split = BoostSplit();
    }
}

void BoostTree::plant(Team& team) {
    const double most = std::numeric_limits<double>::infinity();
    most_histograms_ = most_histograms(team);
    free_.clear();
    for (std::size_t number = 0; number < histograms_.size(); ++number) free_.push_back(std::int32_t(number));
    nodes_.assign(1, BoostNode());
    leaves_.assign(1, Leaf());
    leaves_.reserve(std::size_t(shape_.most_leaves) * 4 + 2 * kMostTried);
    Leaf& root = leaves_[0];
    root.node.bounds = {-most, most};
    root.node.drawn = {0, std::int32_t(drawn_[0].size())};
    root.node.others = {0, std::int32_t(others_[0].size())};
    frontier_.assign(1, 0);
    root.histogram = take_histogram();
    summed_.assign(1, 0);
    searched_.clear();
    sum(team);
    const Histogram own = histogram(root.histogram);
    const std::int64_t mask = (std::int64_t(1) << gradients_.count_bits) - 1;
    std::int32_t feature = 0;
    while (!chosen_[feature]) ++feature;
    const Histogram any = own.from(feature);
    LeafSums& sums = root.node.sums;
    std::int64_t all = 0;
    for (std::int32_t slot = 0; slot <= sample_.bins[feature]; ++slot) {
        all += any.first[slot];
        if (any.second) sums.second += any.second[slot];
    }
    sums.first = all >> gradients_.count_bits;
    sums.count = all & mask;
    if (!any.second) sums.second = sums.count;
    summed_.clear();
    if (is_open(root)) searched_.assign(1, 0);
    search(team);
}

// Accepts splits that are known, best first, and then chooses leaves to split; tells whether there are any.
bool BoostTree::choose(Team& team) {
    tried_.clear();
    std::int32_t best = best_leaf();
    while (best != kNone && leaves_[std::size_t(best)].left != kNone) {
        accept(best);
        best = best_leaf();
    }
    if (best == kNone) return false;
    tried_.push_back(best);
    if (leaves_[std::size_t(best)].node.drawn.size() >= kManyRows) return true;
    std::vector<std::int32_t> rest;
    for (const std::int32_t leaf : frontier_) {
        const Leaf& other = leaves_[std::size_t(leaf)];
        if (leaf != best && other.node.split.found() && other.left == kNone && other.node.drawn.size() < kManyRows)
            rest.push_back(leaf);
    }
    std::sort(rest.begin(), rest.end(), [this](std::int32_t one, std::int32_t other) {
        return precedes(leaves_[std::size_t(one)], leaves_[std::size_t(other)]);
    });
    const std::size_t room = std::size_t(shape_.most_leaves) - frontier_.size();
    const std::size_t most = std::min(room, std::size_t(std::min(team.size(), kMostTried)));
    for (std::size_t place = 0; place < rest.size() && tried_.size() < most; ++place) tried_.push_back(rest[place]);
    return true;
}

bool BoostTree::precedes(const Leaf& leaf, const Leaf& other) const {
    return leaf.node.split.gain > other.node.split.gain ||
           (leaf.node.split.gain == other.node.split.gain && leaf.number < other.number);
}

std::int32_t BoostTree::best_leaf() const {
    if (std::int32_t(frontier_.size()) >= shape_.most_leaves) return kNone;
    std::int32_t best = kNone;
    for (const std::int32_t leaf : frontier_) {
        const Leaf& other = leaves_[std::size_t(leaf)];
        if (other.node.split.found() && (best == kNone || precedes(other, leaves_[std::size_t(best)]))) best = leaf;
    }
    return best;
}

void BoostTree::accept(std::int32_t leaf) {
    Leaf& parent = leaves_[std::size_t(leaf)];
    parent.node.left = std::int32_t(nodes_.size());
    nodes_[std::size_t(parent.number)] = parent.node;
    nodes_.resize(nodes_.size() + 2);
    leaves_[std::size_t(parent.left)].number = parent.node.left;
    leaves_[std::size_t(parent.right)].number = parent.node.left + 1;
    *std::find(frontier_.begin(), frontier_.end(), leaf) = parent.left;
    frontier_.push_back(parent.right);
}

void BoostTree::split(Team& team) {
    for (const std::int32_t leaf : tried_) make_children(leaf);
    divide(team);
    summed_.clear();
    searched_.clear();
    // the parts of the last split that fits are split no further
    if (std::int32_t(frontier_.size()) + 1 < shape_.most_leaves)
        for (const std::int32_t leaf : tried_) plan_sums(leaf);
    sum(team);
    search(team);
}

void BoostTree::make_children(std::int32_t parent) {
    const std::int32_t left = std::int32_t(leaves_.size());
    leaves_.resize(leaves_.size() + 2);
    Leaf& split = leaves_[std::size_t(parent)];
    split.left = left;
    split.right = left + 1;
    Leaf& below = leaves_[std::size_t(left)];
    Leaf& above = leaves_[std::size_t(left) + 1];
    const LeafSums &all = split.node.sums, &part = split.node.split.left;
    below.node.sums = part;
    above.node.sums = {all.first - part.first, all.second - part.second, all.count - part.count};
    below.depth = above.depth = split.depth + 1;
    below.node.side = above.node.side = 1 - split.node.side;
    bound_children(split, below, above);
}

// Where a feature is monotone, both parts stay on their side of the middle of their outputs.
void BoostTree::bound_children(const Leaf& parent, Leaf& left, Leaf& right) const {
    left.node.bounds = right.node.bounds = parent.node.bounds;
    const int monotone = sample_.monotone ? sample_.monotone[parent.node.split.feature] : 0;
    if (!monotone) return;
    const double below = best_output(left.node.sums, rules_, parent.node.bounds);
    const double above = best_output(right.node.sums, rules_, parent.node.bounds);
    const double middle = 0.5 * below + 0.5 * above;
    (monotone > 0 ? left : right).node.bounds.high = middle;
    (monotone > 0 ? right : left).node.bounds.low = middle;
}

// Rows that go left fill the range of the leaf from its front, others from its back.
void BoostTree::divide(Team& team) {
    std::vector<Move> moves;
    for (const std::int32_t leaf : tried_) {
        const BoostNode& node = leaves_[std::size_t(leaf)].node;
        Leaf& left = leaves_[std::size_t(leaves_[std::size_t(leaf)].left)];
        Leaf& right = leaves_[std::size_t(leaves_[std::size_t(leaf)].right)];
        for (const bool drawn : {true, false}) {
            const BoostRows rows = drawn ? node.drawn : node.others;
            (drawn ? left.node.drawn : left.node.others) = {rows.first, rows.first};
            (drawn ? right.node.drawn : right.node.others) = {rows.last, rows.last};
            const bool is_all = rows.size() <= 2 * kRowsAMove || team.size() == 1;
            const std::int32_t step = is_all ? std::max(1, rows.size()) : kRowsAMove;
            for (std::int32_t first = rows.first; first < rows.last; first += step)
                moves.push_back({leaf, drawn, {first, std::min(rows.last, first + step)}, is_all});
        }
    }
    team.each(std::int32_t(moves.size()), [&](std::int32_t part) { move(moves[std::size_t(part)]); });
}

void BoostTree::move(const Move& move) {
    const Leaf& parent = leaves_[std::size_t(move.leaf)];
    BoostNode& left = leaves_[std::size_t(parent.left)].node;
    BoostNode& right = leaves_[std::size_t(parent.right)].node;
    const BoostSplit& split = parent.node.split;
    const auto& source = (move.drawn ? drawn_ : others_)[parent.node.side];
    auto& target = (move.drawn ? drawn_ : others_)[1 - parent.node.side];
    const std::uint8_t* codes = codes_.column(split.feature);
    // counted up by one, missing values come first
    const std::uint8_t up = split.missing_left ? 1 : 0, last = std::uint8_t(split.low + up);
    std::uint32_t room[kRowsAMove];
    const std::size_t size = std::size_t(move.rows.size());
    std::uint32_t* const begin = move.is_all ? target.data() + move.rows.first : room;
    std::uint32_t *front = begin, *back = begin + size - 1;
    for (std::int32_t place = move.rows.first; place < move.rows.last; ++place) {
        const std::uint32_t row = source[std::size_t(place)];
        const bool stays = std::uint8_t(codes[row] + up) <= last;
        *front = row;
        *back = row;
        front += stays;
        back -= !stays;
    }
    const std::int32_t count = std::int32_t(front - begin), rest = std::int32_t(size) - count;
    BoostRows& below = move.drawn ? left.drawn : left.others;
    BoostRows& above = move.drawn ? right.drawn : right.others;
    const std::int32_t low = __atomic_fetch_add(&below.last, count, __ATOMIC_RELAXED);
    const std::int32_t high = __atomic_sub_fetch(&above.first, rest, __ATOMIC_RELAXED);
    if (move.is_all) return;
    std::copy(room, room + count, target.data() + low);
    std::copy(room + count, room + size, target.data() + high);
}

// The histogram of the larger part is that of the whole less that of the smaller one.
void BoostTree::plan_sums(std::int32_t parent) {
    Leaf& whole = leaves_[std::size_t(parent)];
    const bool left_is_smaller =
        leaves_[std::size_t(whole.left)].node.sums.count <= leaves_[std::size_t(whole.right)].node.sums.count;
    const std::int32_t smaller = left_is_smaller ? whole.left : whole.right;
    const std::int32_t larger = left_is_smaller ? whole.right : whole.left;
    Leaf& large = leaves_[std::size_t(larger)];
    const bool small_is_open = is_open(leaves_[std::size_t(smaller)]), large_is_open = is_open(large);
    if (small_is_open || (large_is_open && whole.histogram != kNone)) {
        leaves_[std::size_t(smaller)].histogram = take_histogram();
        summed_.push_back(smaller);
    }
    if (large_is_open && whole.histogram != kNone) {
        large.histogram = whole.histogram;
        large.sibling = smaller;
        whole.histogram = kNone;
    } else if (large_is_open) {
        large.histogram = take_histogram();
        summed_.push_back(larger);
    }
    free_histogram(whole);
    if (small_is_open) searched_.push_back(smaller);
    if (large_is_open) searched_.push_back(larger);
}

bool BoostTree::is_open(const Leaf& leaf) const {
    return leaf.depth < shape_.max_depth && leaf.node.sums.count / 2 >= rules_.min_leaf_rows;
}

// Few features and many rows: threads sum some rows each.
void BoostTree::sum(Team& team) {
    std::vector<Piece> pieces;
    const std::int32_t blocks = std::int32_t(codes_.blocks().size());
    for (const std::int32_t number : summed_) {
        const Leaf& leaf = leaves_[std::size_t(number)];
        const std::int32_t rows = leaf.node.drawn.size(), whole = blocks * std::int32_t(summed_.size());
        const std::int32_t count = std::max(1, std::min(team.size() / whole, rows / kRowsAPiece));
        for (std::int32_t piece = 0; piece < count; ++piece) {
            const std::int32_t own = piece ? take_histogram() : leaf.histogram;
            const auto at = [&](std::int32_t end) { return std::int32_t(std::int64_t(rows) * end / count); };
            pieces.push_back({number, own, {at(piece), at(piece + 1)}});
        }
    }
    team.each(std::int32_t(pieces.size()) * blocks, [&](std::int32_t part) {
        sum_piece(pieces[std::size_t(part / blocks)], codes_.blocks()[std::size_t(part % blocks)]);
    });
    if (pieces.size() > summed_.size()) join(pieces, team);
}

void BoostTree::sum_piece(const Piece& piece, const BoostCodes::Block& block) const {
    const std::uint8_t* chosen = chosen_ + block.first;
    if (std::none_of(chosen, chosen + block.width, [](std::uint8_t each) { return each; })) return;
    const BoostNode& node = leaves_[std::size_t(piece.leaf)].node;
    const std::uint32_t* rows = drawn(node);
    sum_block(block, sample_.bins, gradients_, rows + piece.rows.first, rows + piece.rows.last,
              histogram(piece.histogram));
}

void BoostTree::join(const std::vector<Piece>& pieces, Team& team) {
    team.each(sample_.features, [&](std::int32_t feature) {
        if (!chosen_[feature]) return;
        for (const Piece& piece : pieces) {
            const Leaf& leaf = leaves_[std::size_t(piece.leaf)];
            if (leaf.histogram == piece.histogram) continue;
            add_feature(histogram(piece.histogram).from(feature), sample_.bins[feature],
                        histogram(leaf.histogram).from(feature));
        }
    });
    for (const Piece& piece : pieces)
        if (leaves_[std::size_t(piece.leaf)].histogram != piece.histogram) free_.push_back(piece.histogram);
}

void BoostTree::search(Team& team) {
    const std::int32_t leaves = std::int32_t(searched_.size());
    if (!leaves) return;
    const std::int32_t most = (sample_.features + kFeaturesAGroup - 1) / kFeaturesAGroup;
    const std::int32_t groups = team.size() == 1 ? 1 : std::min(most, (2 * team.size() + leaves - 1) / leaves);
    found_.assign(std::size_t(leaves * groups), BoostSplit());
    team.each(leaves * groups, [&](std::int32_t part) {
        const std::int32_t group = part % groups;
        const auto at = [&](std::int32_t end) { return std::int32_t(std::int64_t(sample_.features) * end / groups); };
        BoostSplit best;
        search_features(searched_[std::size_t(part / groups)], at(group), at(group + 1), best);
        found_[std::size_t(part)] = best;
    });
    for (std::int32_t part = 0; part < leaves * groups; ++part) {
        BoostSplit& split = leaves_[std::size_t(searched_[std::size_t(part / groups)])].node.split;
        if (found_[std::size_t(part)].found() && found_[std::size_t(part)].gain > split.gain) split = found_[std::size_t(part)];
    }
    for (const std::int32_t number : searched_) {
        Leaf& leaf = leaves_[std::size_t(number)];
        if (!leaf.node.split.found()) free_histogram(leaf);
    }
    for (const std::int32_t number : summed_) {  // it served its sibling only
        Leaf& leaf = leaves_[std::size_t(number)];
        if (!is_open(leaf)) free_histogram(leaf);
    }
}

void BoostTree::search_features(std::int32_t number, std::int32_t first, std::int32_t last, BoostSplit& best) {
    const Leaf& leaf = leaves_[std::size_t(number)];
    const Histogram own = histogram(leaf.histogram);
    BoostSearch search(rules_, leaf.node.sums, gradients_.count_bits, leaf.node.bounds, sample_.monotone != nullptr);
    best.gain = search.least_gain();
    for (std::int32_t feature = first; feature < last; ++feature) {
        if (!chosen_[feature]) continue;
        const std::int32_t bins = sample_.bins[feature];
        const Histogram part = own.from(feature);
        if (leaf.sibling != kNone)
            subtract_feature(histogram(leaves_[std::size_t(leaf.sibling)].histogram).from(feature), bins, part);
        search.offer(feature, part, bins, sample_.monotone ? sample_.monotone[feature] : std::int8_t(0), best);
    }
}

std::size_t BoostTree::most_histograms(Team& team) const {
    const std::size_t bytes = std::size_t(sample_.features) * kSlots * sizeof(std::int64_t) * (gradients_.hessian ? 2 : 1);
    return std::max(kMostHistogramBytes / bytes, std::size_t(3 * kMostTried + team.size()));
}

// Where memory for histograms ends, the leaf that comes last goes without: its parts are summed from rows.
std::int32_t BoostTree::take_histogram() {
    if (free_.empty() && histograms_.size() >= most_histograms_) {
        Leaf* last = nullptr;
        for (const std::int32_t number : frontier_) {
            Leaf& leaf = leaves_[std::size_t(number)];
            const bool is_idle = leaf.histogram != kNone && leaf.left == kNone;
            if (is_idle && (!last || precedes(*last, leaf))) last = &leaf;
        }
        if (last) free_histogram(*last);
    }
    if (free_.empty()) {
        const std::size_t size = std::size_t(sample_.features) * kSlots * (gradients_.hessian ? 2 : 1);
        histograms_.emplace_back(new std::int64_t[size]);
        return std::int32_t(histograms_.size()) - 1;
    }
    const std::int32_t number = free_.back();
    free_.pop_back();
    return number;
}

void BoostTree::free_histogram(Leaf& leaf) {
    if (leaf.histogram != kNone) free_.push_back(leaf.histogram);
    leaf.histogram = kNone;
}

Histogram BoostTree::histogram(std::int32_t number) const {
    std::int64_t* first = histograms_[std::size_t(number)].get();
    return {first, gradients_.hessian ? first + std::size_t(sample_.features) * kSlots : nullptr};
}

}  // namespace kernels
