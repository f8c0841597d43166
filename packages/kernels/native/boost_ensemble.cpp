#include "boost_ensemble.hpp"

#include <algorithm>
#include <cmath>

#include "random.hpp"

namespace kernels {

namespace {

constexpr std::int32_t kRowsAPart = 1 << 14;
constexpr std::uint64_t kAllRows = std::uint64_t(1) << 32;
constexpr double kNoise = 4.0;
constexpr double kHighestStep = double(16 << kScoreBits);  // of the score of a class in one tree

std::uint64_t tree_key(std::uint64_t key, std::uint64_t number) { return mix(key + kGolden * (number + 1)); }

Team& team_of(Team&& team) { return team; }

}  // namespace

Ensemble::Ensemble(const BoostSample& sample, const LossRules& loss, const BoostSettings& settings,
                   std::int32_t threads)
    : sample_(sample), loss_(loss), settings_(settings), threads_(threads), codes_(sample_, team_of(Team(threads))),
      scores_(sample_, loss), tree_(sample_, codes_, {settings.most_leaves, settings.max_depth}) {
    draw_rows(0);
}

std::int32_t Ensemble::grow(std::int32_t rounds, const std::uint8_t* chosen, const volatile std::int32_t* stop) {
    Team team(threads_);
    trees_.clear();
    losses_.clear();
    for (std::int32_t round = 0; round < rounds; ++round) {
        if (settings_.row_share < kAllRows) draw_rows(tree_key(~settings_.key, rounds_));
        scores_.begin_round(team);
        for (std::int32_t column = 0; column < loss_.columns; ++column) {
            grow_tree(column, chosen + std::size_t(round) * std::size_t(sample_.features), team, stop);
            if (*stop) return round;
        }
        losses_.push_back(scores_.held_loss(team));
        ++rounds_;
    }
    return rounds;
}

void Ensemble::draw_rows(std::uint64_t key) {
    drawn_.clear();
    others_.clear();
    for (std::uint32_t row = 0; row < std::uint32_t(sample_.rows); ++row) {
        const bool is_held = sample_.held && sample_.held[row];
        const bool is_drawn = settings_.row_share >= kAllRows ||
                              (mix(key + kGolden * (std::uint64_t(row) + 1)) >> 32) < settings_.row_share;
        (is_drawn && !is_held ? drawn_ : others_).push_back(row);
    }
}

void Ensemble::grow_tree(std::int32_t column, const std::uint8_t* chosen, Team& team,
                         const volatile std::int32_t* stop) {
    const RowGradients gradients = scores_.gradients(column, tree_key(settings_.key, grown_++), team);
    tree_.grow(gradients, rules(gradients), drawn_, others_, chosen, team, stop);
    if (*stop) return;
    std::vector<Part> parts = leaf_parts();
    std::vector<std::int64_t> values(tree_.nodes().size());
    renew(parts, values, team);
    std::int64_t* scores = scores_.column(column);
    team.each(std::int32_t(parts.size()), [&](std::int32_t number) {
        const Part& part = parts[std::size_t(number)];
        const BoostNode& leaf = tree_.nodes()[std::size_t(part.node)];
        const std::uint32_t* rows = part.drawn ? tree_.drawn(leaf) : tree_.others(leaf);
        const std::int64_t value = values[std::size_t(part.node)];
        for (std::int32_t place = part.rows.first; place < part.rows.last; ++place) scores[rows[place]] += value;
    });
    note(values);
}

BoostRules Ensemble::rules(const RowGradients& gradients) const {
    const double noise = scores_.first_shift() ? kNoise : 0.0;
    if (!gradients.hessian) return {settings_.min_leaf_rows, settings_.l2, 0.0, noise};
    const double unit = std::ldexp(1.0, -scores_.second_shift());
    return {settings_.min_leaf_rows, settings_.l2 * unit, std::max(1.0, settings_.min_hessian * unit), noise};
}

std::vector<Ensemble::Part> Ensemble::leaf_parts() const {
    std::vector<Part> parts;
    for (std::size_t number = 0; number < tree_.nodes().size(); ++number) {
        const BoostNode& node = tree_.nodes()[number];
        if (node.split.found()) continue;
        for (const bool drawn : {true, false}) {
            const std::int32_t rows = drawn ? node.drawn.size() : node.others.size();
            for (std::int32_t first = 0; first < rows; first += kRowsAPart)
                parts.push_back({std::int32_t(number), {first, std::min(rows, first + kRowsAPart)}, drawn, {}});
        }
    }
    return parts;
}

// Leaves predict what is best for their rows as they are, not as they were rounded.
void Ensemble::renew(std::vector<Part>& parts, std::vector<std::int64_t>& values, Team& team) {
    const std::vector<BoostNode>& nodes = tree_.nodes();
    if (!scores_.is_regression()) {
        team.each(std::int32_t(parts.size()), [&](std::int32_t number) {
            Part& part = parts[std::size_t(number)];
            if (!part.drawn) return;
            const std::uint32_t* rows = tree_.drawn(nodes[std::size_t(part.node)]);
            for (std::int32_t place = part.rows.first; place < part.rows.last; ++place) {
                part.sums.first += scores_.first(rows[place]);
                part.sums.second += scores_.second(rows[place]);
            }
        });
        std::vector<LeafSums> sums(nodes.size());
        for (const Part& part : parts) {
            sums[std::size_t(part.node)].first += part.sums.first;
            sums[std::size_t(part.node)].second += part.sums.second;
        }
        for (std::size_t node = 0; node < nodes.size(); ++node)
            if (!nodes[node].split.found()) values[node] = newton_value(nodes[node], sums[node]);
        return;
    }
    apart_.resize(loss_.loss == Loss::kSquared ? 0 : drawn_.size());
    team.each(std::int32_t(nodes.size()), [&](std::int32_t number) {
        const BoostNode& node = nodes[std::size_t(number)];
        if (node.split.found()) return;
        values[std::size_t(number)] = loss_.loss == Loss::kSquared ? mean_value(node) : level_value(node);
    });
}

std::int64_t Ensemble::mean_value(const BoostNode& leaf) const {
    const BoostRules rules{settings_.min_leaf_rows, settings_.l2, 0.0, 0.0};
    const double output = best_output(leaf.sums, rules, leaf.bounds);
    return std::int64_t(std::rint(settings_.rate * std::ldexp(output, scores_.first_shift())));
}

std::int64_t Ensemble::newton_value(const BoostNode& leaf, const LeafSums& sums) const {
    const int shift = scores_.first_shift() - scores_.second_shift();
    const Bounds bounds{std::ldexp(leaf.bounds.low, shift), std::ldexp(leaf.bounds.high, shift)};
    const double output = best_output(sums, {settings_.min_leaf_rows, settings_.l2, 0.0, 0.0}, bounds);
    const double step = settings_.rate * std::ldexp(output, kScoreBits);
    return std::int64_t(std::rint(std::min(std::max(step, -kHighestStep), kHighestStep)));
}

// The level of the distances to the target, along a line between two of them.
std::int64_t Ensemble::level_value(const BoostNode& leaf) {
    if (!leaf.drawn.size()) return 0;
    const auto begin = apart_.begin() + leaf.drawn.first, end = apart_.begin() + leaf.drawn.last;
    const std::uint32_t* rows = tree_.drawn(leaf);
    const std::int64_t* scores = scores_.column(0);
    std::transform(rows, rows + leaf.drawn.size(), begin, [scores](std::uint32_t row) { return -scores[row]; });
    const std::int64_t place = loss_.level * std::int64_t(leaf.drawn.size() - 1);
    const std::int64_t part = place & ((std::int64_t(1) << kLevelBits) - 1);
    const auto low = begin + (place >> kLevelBits);
    std::nth_element(begin, low, end);
    std::int64_t value = *low;
    if (part) value += ((*std::min_element(low + 1, end) - value) * part) >> kLevelBits;
    return std::int64_t(std::rint(settings_.rate * double(value)));
}

void Ensemble::note(const std::vector<std::int64_t>& values) {
    const int first = 2 * scores_.first_shift() - (scores_.is_regression() ? 0 : scores_.second_shift());
    BoostedTree tree;
    tree.nodes.reserve(values.size());
    for (std::size_t number = 0; number < values.size(); ++number) {
        const BoostNode& node = tree_.nodes()[number];
        const BoostSplit& split = node.split;
        tree.nodes.push_back({split.feature, split.low, split.high, split.missing_left, split.found() ? node.left : 0,
                              node.sums.count, values[number], std::ldexp(split.gain, first)});
    }
    trees_.push_back(std::move(tree));
}

}  // namespace kernels
