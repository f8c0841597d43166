// Gradient boosting: each tree lowers the loss that those before it have left.
#pragma once

#include <cstdint>
#include <vector>

#include "boost_losses.hpp"
#include "boost_sample.hpp"
#include "boost_tree.hpp"

namespace kernels {

struct BoostSettings {
    std::uint64_t key;
    std::uint64_t row_share;  // of the rows that are not held, in units of 2^-32
    double rate;
    double l2;           // in units of second derivatives
    double min_hessian;  // in the same units
    std::int32_t most_leaves;
    std::int32_t max_depth;
    std::int32_t min_leaf_rows;
};

// A tree whose children follow their parents; of two siblings the right one follows the left.
struct BoostedTree {
    struct Node {
        std::int32_t feature;  // -1 for a leaf
        std::uint8_t low, high, missing_left;
        std::int32_t left;
        std::int64_t count;  // rows that it was grown on
        std::int64_t value;  // of a leaf, in units of scores
        double gain;         // by how much the loss falls, in units of gradients
    };
    std::vector<Node> nodes;
};

class Ensemble {
public:
    Ensemble(const BoostSample& sample, const LossRules& loss, const BoostSettings& settings, std::int32_t threads);

    // Grows rounds of one tree for each column. `chosen` is `(rounds, features)`, from which features trees choose.
    // Returns how many rounds it grew: fewer only when `stop` was set.
    std::int32_t grow(std::int32_t rounds, const std::uint8_t* chosen, const volatile std::int32_t* stop);

    // What the last call of `grow` has grown: trees, round by round, and the loss of the held rows after each round.
    const std::vector<BoostedTree>& trees() const { return trees_; }
    const std::vector<std::int64_t>& losses() const { return losses_; }

private:
    struct Part {
        std::int32_t node;
        BoostRows rows;
        bool drawn;
        LeafSums sums;
    };

    void draw_rows(std::uint64_t key);
    void grow_tree(std::int32_t column, const std::uint8_t* chosen, Team& team, const volatile std::int32_t* stop);
    BoostRules rules(const RowGradients& gradients) const;
    std::vector<Part> leaf_parts() const;
    void renew(std::vector<Part>& parts, std::vector<std::int64_t>& values, Team& team);
    std::int64_t mean_value(const BoostNode& leaf) const;
    std::int64_t newton_value(const BoostNode& leaf, const LeafSums& sums) const;
    std::int64_t level_value(const BoostNode& leaf);
    void note(const std::vector<std::int64_t>& values);

    BoostSample sample_;
    LossRules loss_;
    BoostSettings settings_;
    std::int32_t threads_;
    BoostCodes codes_;
    Scores scores_;
    BoostTree tree_;
    std::vector<std::uint32_t> drawn_, others_;
    std::vector<std::int64_t> apart_;  // distances to the target, leaf by leaf
    std::vector<BoostedTree> trees_;
    std::vector<std::int64_t> losses_;
    std::uint64_t grown_ = 0;  // trees
    std::uint64_t rounds_ = 0;
};

}  // namespace kernels
