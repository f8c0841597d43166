// Growth of one tree, depth first: a node is a range of rows, which a split partitions in place and stably.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "class_search.hpp"
#include "number_search.hpp"
#include "sample.hpp"

namespace kernels {

struct Settings {
    std::uint64_t key;
    std::int32_t max_depth;
    std::int32_t min_leaf_rows;
    std::int32_t chosen_features;
};

struct Node {
    std::int32_t feature = -1;  // -1 for a leaf
    std::uint8_t low = 0, high = 0;
    bool missing_left = false;
    std::uint32_t threshold = 0;
    std::int32_t left = 0;      // the node on the left, which that on the right follows; of a leaf its place among all
    std::int32_t cover = 0;     // its rows, as often as they were drawn
    double decrease = 0.0;      // how much its split lowers the squared deviations
};

// A tree whose nodes stand level by level; of two siblings the right one follows the left.
struct Tree {
    std::vector<Node> nodes;
    std::vector<std::int64_t> sums;  // (leaves, columns), of the target or of the rows of each class
    std::int32_t depth = 0;
};

// What a tree grows in. A thread keeps it for its next tree where it is small: fresh pages cost a tenth of a tree.
struct Bed {
    std::vector<Item> items, right;
    Tree tree;  // in the order in which nodes were made

    static Bed take();
    static void keep(Bed bed);
};

class Grower {
public:
    // `stop` may be set by another thread; growth then ends soon, and its result is of no use.
    Grower(
        const Sample& sample, const Settings& settings, const std::int32_t* weight, const volatile std::int32_t* stop);

    ~Grower() { Bed::keep(std::move(bed_)); }
    Grower(const Grower&) = delete;
    Grower& operator=(const Grower&) = delete;

    Tree grow();

private:
    using Sums = std::vector<std::int64_t>;

    struct Range {
        std::int32_t node, first, last, depth;
        std::int32_t size() const { return last - first; }
    };

    void divide(Range range, Sums sums);
    bool is_open(Range range) const;
    Split best_split(Range range, const Sums& sums);
    void draw_features(const NodeRandom& random);
    void search(std::int32_t feature, const Sums& sums, const NodeRandom& random, Split& best);
    void settle(const NodeRandom& random, Split& best);
    void forget_constants(std::size_t known);
    std::int32_t partition(Range range, const Split& split);
    void note_split(Range range, const Split& split);
    void note_leaf(Range range);
    void hand_down(Range smaller, Range larger, Sums& sums, Sums& of_smaller);
    bool are_summed(Range range) const;
    Items items(Range range) const { return {bed_.items.data() + range.first, bed_.items.data() + range.last}; }
    Tree by_level() const;

    Sample sample_;
    Settings settings_;
    const volatile std::int32_t* stop_;
    NumberSearch numbers_;
    ClassSearch classes_;
    Bed bed_;
    std::vector<std::int32_t> drawn_;
    std::vector<char> is_drawn_, is_constant_;
    std::vector<std::int32_t> constants_;  // features that have one bin in the node that is divided, and below it
};

}  // namespace kernels
