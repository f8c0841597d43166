#include "forest.hpp"

#include <algorithm>

namespace kernels {

namespace {

// So many rows walk a tree at once: while one waits for memory, the others move.
constexpr std::int64_t kTogether = 16;

std::int32_t step(const Forest& forest, std::int32_t node, const float* row) {
    const float value = row[forest.feature[node]];
    return forest.child[node] + !((value <= forest.threshold[node]) | ((value != value) & forest.missing_left[node]));
}

void walk(const Forest& forest, std::int32_t root, const float* features, std::int64_t rows, std::int32_t count,
          std::int32_t* nodes) {
    std::fill(nodes, nodes + rows, root);
    bool moved = true;
    while (moved) {
        moved = false;
        for (std::int64_t row = 0; row < rows; ++row) {
            if (forest.feature[nodes[row]] < 0) continue;
            nodes[row] = step(forest, nodes[row], features + row * count);
            moved = true;
        }
    }
}

void add_leaves(const Forest& forest, const std::int32_t* nodes, std::int64_t rows, double* sums) {
    for (std::int64_t row = 0; row < rows; ++row) {
        const float* leaf = forest.value + std::int64_t(forest.child[nodes[row]]) * forest.columns;
        double* own = sums + row * forest.columns;
        for (std::int32_t column = 0; column < forest.columns; ++column) own[column] += double(leaf[column]);
    }
}

}  // namespace

void predict(const Forest& forest, const float* features, std::int64_t rows, std::int32_t count, double* means) {
    std::fill(means, means + rows * forest.columns, 0.0);
    std::int32_t nodes[kTogether];
    for (std::int32_t tree = 0; tree < forest.trees; ++tree)
        for (std::int64_t first = 0; first < rows; first += kTogether) {
            const std::int64_t some = std::min(kTogether, rows - first);
            walk(forest, forest.roots[tree], features + first * count, some, count, nodes);
            add_leaves(forest, nodes, some, means + first * forest.columns);
        }
    for (std::int64_t place = 0; place < rows * forest.columns; ++place) means[place] /= forest.trees;
}

}  // namespace kernels
