#include "boost_predict.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace kernels {

namespace {

constexpr int kTogether = 16;             // rows or trees that are walked at once: while one waits, others move
constexpr std::int64_t kRowsABlock = 128;  // whose features stay near the processor from tree to tree
constexpr std::int64_t kRowsAPart = 1 << 10;
constexpr std::int64_t kWorthThreads = 1 << 20;  // rows times trees

}  // namespace

BoostPredictor::BoostPredictor(const BoostedTrees& trees)
    : nodes_(std::size_t(trees.nodes)), values_(trees.value, trees.value + trees.nodes),
      start_(trees.start, trees.start + trees.columns), roots_(trees.roots, trees.roots + trees.trees),
      columns_(trees.columns), threads_(trees.threads) {
    for (std::int32_t number = 0; number < trees.nodes; ++number) {
        const bool is_leaf = trees.feature[number] < 0;
        Node& node = nodes_[std::size_t(number)];
        node.threshold = is_leaf ? std::numeric_limits<float>::infinity() : trees.threshold[number];
        node.feature = is_leaf ? 0 : trees.feature[number];
        node.left = is_leaf ? number : trees.left[number];
        node.missing_right = !is_leaf && !trees.missing_left[number];
    }
    for (const std::int32_t root : roots_) depths_.push_back(depth(root));
}

std::int32_t BoostPredictor::depth(std::int32_t root) const {
    std::vector<std::pair<std::int32_t, std::int32_t>> open{{root, 0}};
    std::int32_t deepest = 0;
    while (!open.empty()) {
        const auto [number, above] = open.back();
        open.pop_back();
        deepest = std::max(deepest, above);
        const std::int32_t left = nodes_[std::size_t(number)].left;
        if (left == number) continue;
        open.emplace_back(left, above + 1);
        open.emplace_back(left + 1, above + 1);
    }
    return deepest;
}

void BoostPredictor::predict(const float* features, std::int64_t rows, std::int32_t count, double* sums) const {
    if (rows == 1) return predict_one(features, sums);
    const bool alone = rows * std::int64_t(roots_.size()) < kWorthThreads;
    Team team(alone ? 1 : threads_);
    team.each(std::int32_t((rows + kRowsAPart - 1) / kRowsAPart), [&](std::int32_t part) {
        const std::int64_t last = std::min(rows, (part + 1) * kRowsAPart);
        for (std::int64_t first = part * kRowsAPart; first < last; first += kRowsABlock)
            predict_many(features + first * count, std::min(kRowsABlock, last - first), count, sums + first * columns_);
    });
}

void BoostPredictor::predict_many(const float* features, std::int64_t rows, std::int32_t count, double* sums) const {
    for (std::int64_t row = 0; row < rows; ++row) std::copy(start_.begin(), start_.end(), sums + row * columns_);
    for (std::size_t tree = 0; tree < roots_.size(); ++tree) {
        double* own = sums + std::int32_t(tree) % columns_;
        for (std::int64_t first = 0; first < rows; first += kTogether) {
            const float* at[kTogether];
            std::int32_t nodes[kTogether];
            for (int place = 0; place < kTogether; ++place) {
                at[place] = features + std::min(first + place, rows - 1) * count;
                nodes[place] = roots_[tree];
            }
            for (std::int32_t step = 0; step < depths_[tree]; ++step)
                for (int place = 0; place < kTogether; ++place)
                    nodes[place] = nodes_[std::size_t(nodes[place])].next(at[place]);
            const std::int64_t some = std::min<std::int64_t>(kTogether, rows - first);
            for (std::int64_t place = 0; place < some; ++place)
                own[(first + place) * columns_] += values_[std::size_t(nodes[place])];
        }
    }
}

void BoostPredictor::predict_one(const float* row, double* sums) const {
    std::copy(start_.begin(), start_.end(), sums);
    std::int32_t column = 0;
    for (std::size_t first = 0; first < roots_.size(); first += kTogether) {
        const std::size_t some = std::min(std::size_t(kTogether), roots_.size() - first);
        std::int32_t nodes[kTogether];
        std::copy_n(roots_.begin() + std::ptrdiff_t(first), some, nodes);
        std::fill(nodes + some, nodes + kTogether, nodes[0]);
        const std::int32_t depth = *std::max_element(depths_.begin() + std::ptrdiff_t(first),
                                                     depths_.begin() + std::ptrdiff_t(first + some));
        for (std::int32_t step = 0; step < depth; ++step)
            for (std::int32_t& node : nodes) node = nodes_[std::size_t(node)].next(row);
        for (std::size_t place = 0; place < some; ++place) {
            sums[column] += values_[std::size_t(nodes[place])];
            column = column + 1 == columns_ ? 0 : column + 1;
        }
    }
}

}  // namespace kernels
