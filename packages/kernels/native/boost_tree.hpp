// Growth of one tree, leaf by leaf: the leaf whose split is best is split next.
//
// Threads share the work of a step, and a step splits as many leaves as there are threads. One that turns out not to be
// among the best remains a leaf, so that the tree does not depend on the number of threads.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "boost_sample.hpp"
#include "boost_search.hpp"

namespace kernels {

struct BoostShape {
    std::int32_t most_leaves;
    std::int32_t max_depth;
};

// Rows of a leaf, which follow each other in one of two arrays; a split moves them to the other one.
struct BoostRows {
    std::int32_t first = 0, last = 0;
    std::int32_t size() const { return last - first; }
};

struct BoostNode {
    BoostSplit split;  // not found for a leaf
    LeafSums sums;
    Bounds bounds{0.0, 0.0};
    std::int32_t left = 0;    // the node on the left, which the one on the right follows
    BoostRows drawn, others;  // rows that the tree grows on, and those that it does not
    std::int32_t side = 0;    // in which of the two arrays they are
};

class BoostTree {
public:
    BoostTree(const BoostSample& sample, const BoostCodes& codes, const BoostShape& shape);

    // Grows a tree on the rows `drawn`. `chosen` tells for each feature whether it may be split. When `stop` is set,
    // growth ends soon, and the tree is of no use.
    void grow(const RowGradients& gradients, const BoostRules& rules, const std::vector<std::uint32_t>& drawn,
              const std::vector<std::uint32_t>& others, const std::uint8_t* chosen, Team& team,
              const volatile std::int32_t* stop);

    const std::vector<BoostNode>& nodes() const { return nodes_; }
    const std::uint32_t* drawn(const BoostNode& node) const { return drawn_[node.side].data() + node.drawn.first; }
    const std::uint32_t* others(const BoostNode& node) const { return others_[node.side].data() + node.others.first; }

private:
    static constexpr std::int32_t kNone = -1;

    struct Leaf {
        BoostNode node;
        std::int32_t depth = 0;
        std::int32_t number = 0;  // of its node
        std::int32_t histogram = kNone;
        std::int32_t sibling = kNone;          // its histogram is to be taken away from the one of both
        std::int32_t left = kNone, right = kNone;  // the leaves that it was split into
    };

    // Some of the rows of a leaf that is split.
    struct Move {
        std::int32_t leaf;
        bool drawn;
        BoostRows rows;
        bool is_all;
    };

    // Some of the rows of a leaf that is summed, and where to.
    struct Piece {
        std::int32_t leaf;
        std::int32_t histogram;
        BoostRows rows;
    };

    void plant(Team& team);
    bool choose(Team& team);
    std::int32_t best_leaf() const;
    bool precedes(const Leaf& leaf, const Leaf& other) const;
    void accept(std::int32_t leaf);
    void split(Team& team);
    void divide(Team& team);
    void move(const Move& move);
    void make_children(std::int32_t parent);
    void bound_children(const Leaf& parent, Leaf& left, Leaf& right) const;
    void plan_sums(std::int32_t parent);
    void search(Team& team);
    void sum(Team& team);
    void sum_piece(const Piece& piece, const BoostCodes::Block& block) const;
    void join(const std::vector<Piece>& pieces, Team& team);
    void search_features(std::int32_t number, std::int32_t first, std::int32_t last, BoostSplit& best);
    bool is_open(const Leaf& leaf) const;
    std::int32_t take_histogram();
    void free_histogram(Leaf& leaf);
    Histogram histogram(std::int32_t number) const;
    std::size_t most_histograms(Team& team) const;

    const BoostSample& sample_;
    const BoostCodes& codes_;
    BoostShape shape_;
    BoostRules rules_{};
    RowGradients gradients_{};
    const std::uint8_t* chosen_ = nullptr;
    std::vector<std::uint32_t> drawn_[2], others_[2];
    std::vector<BoostNode> nodes_;
    std::vector<Leaf> leaves_;
    std::vector<std::int32_t> frontier_;
    std::vector<std::int32_t> tried_;    // leaves that are split in this step
    std::vector<std::int32_t> summed_;   // leaves whose histograms are summed from rows in this step
    std::vector<std::int32_t> searched_; // leaves whose splits are searched in this step
    std::vector<std::int32_t> lefts_;    // (tried, 4), how many rows have gone left and right, drawn and others
    std::vector<BoostSplit> found_;
    std::vector<std::unique_ptr<std::int64_t[]>> histograms_;
    std::vector<std::int32_t> free_;
    std::size_t most_histograms_ = 0;
};

}  // namespace kernels
