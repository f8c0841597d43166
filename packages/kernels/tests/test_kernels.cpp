// Runs the native code over samples of many shapes, for the sanitizers; and checks what holds of every tree.

#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <vector>

#include "forest.hpp"
#include "grower.hpp"

namespace {

void expect(bool holds, const char* what, int line) {
    if (holds) return;
    std::fprintf(stderr, "line %d: expected %s\n", line, what);
    std::exit(1);
}

#define EXPECT(condition) expect(condition, #condition, __LINE__)

struct Case {
    std::int32_t rows, features, columns, bins, max_depth, min_leaf_rows, chosen_features;
};

std::int32_t bits_of(std::int32_t number) {
    std::int32_t bits = 0;
    for (; number; number /= 2) ++bits;
    return bits;
}

struct Arrays {
    std::vector<std::uint8_t> codes;
    std::vector<std::int32_t> bins, weight;
    std::vector<std::int64_t> target;

    explicit Arrays(const Case& shape)
        : codes(std::size_t(shape.rows) * std::size_t(shape.features)), bins(std::size_t(shape.features), shape.bins),
          weight(std::size_t(shape.rows)), target(std::size_t(shape.rows)) {
        const std::uint64_t largest = std::uint64_t(1) << (62 - bits_of(shape.rows));
        for (std::size_t place = 0; place < codes.size(); ++place)
            codes[place] = std::uint8_t(kernels::mix(place) % std::uint64_t(shape.bins));
        for (std::size_t row = 0; row < target.size(); ++row) {
            const std::uint64_t drawn = kernels::mix(~row);
            target[row] = shape.columns > 1 ? std::int64_t(drawn % std::uint64_t(shape.columns))
                                            : std::int64_t(drawn % (2 * largest)) - std::int64_t(largest);
        }
        for (std::int32_t row = 0; row < shape.rows; ++row)
            ++weight[std::size_t(kernels::mix(std::uint64_t(row) * 7) % std::uint64_t(shape.rows))];
    }
};

kernels::Tree grown(const Case& shape, const Arrays& arrays) {
    const std::int32_t bits = bits_of(shape.rows);
    const std::int32_t kept = std::min(30, 62 - 2 * bits);
    const kernels::Sample sample{arrays.codes.data(), arrays.bins.data(), arrays.target.data(), shape.rows,
                                 shape.features, shape.columns, shape.columns > 1 ? 0 : 62 - bits - kept, bits};
    const kernels::Settings settings{42, shape.max_depth, shape.min_leaf_rows, shape.chosen_features};
    const std::int32_t stop = 0;
    return kernels::Grower(sample, settings, arrays.weight.data(), &stop).grow();
}

void check_tree(const Case& shape, const kernels::Tree& tree) {
    EXPECT(std::accumulate(tree.counts.begin(), tree.counts.end(), std::int64_t(0)) == shape.rows);
    EXPECT(tree.nodes.size() == 2 * tree.counts.size() - 1);
    EXPECT(tree.depth <= shape.max_depth + 1);
    for (const std::int64_t count : tree.counts) EXPECT(count >= 1);
    for (std::size_t place = 0; place < tree.nodes.size(); ++place) {
        const kernels::Node& node = tree.nodes[place];
        EXPECT(node.feature < shape.features);
        if (node.feature >= 0) EXPECT(node.low < node.high && node.left > std::int32_t(place));
    }
}

void check_prediction(const Case& shape, const kernels::Tree& tree) {
    std::vector<std::int32_t> feature, child;
    std::vector<float> threshold, value(tree.sums.size(), 1.5F);
    std::int32_t leaf = 0;
    for (const kernels::Node& node : tree.nodes) {
        feature.push_back(node.feature);
        threshold.push_back(node.low);
        child.push_back(node.feature < 0 ? leaf++ : node.left);
    }
    const std::int32_t roots[] = {0, 0};
    const kernels::Forest forest{roots,         feature.data(), threshold.data(), child.data(),
                                 value.data(), 2,              shape.columns};
    const std::int64_t rows = 37;
    std::vector<float> features(std::size_t(rows * shape.features));
    for (std::size_t place = 0; place < features.size(); ++place) features[place] = float(kernels::mix(place) % 256);
    std::vector<double> means(std::size_t(rows * shape.columns));
    kernels::predict(forest, features.data(), rows, shape.features, means.data());
    for (const double mean : means) EXPECT(mean == 1.5);
}

}  // namespace

int main() {
    const Case cases[] = {
        {1, 1, 1, 1, 32, 1, 1},
        {2, 1, 1, 255, 32, 1, 1},
        {3, 5, 3, 2, 32, 1, 2},
        {300, 1, 1, 255, 32, 1, 1},
        {4000, 7, 1, 255, 32, 1, 7},
        {4000, 7, 1, 255, 16, 9, 7},
        {4000, 7, 1, 256, 32, 1, 2},
        {4000, 7, 5, 255, 32, 1, 7},
        {700, 4, 300, 64, 32, 3, 2},
        {20, 300, 1, 3, 32, 1, 300},
        {600, 3, 1, 2, 32, 1, 3},
        {5000, 2, 1, 255, 1, 1, 2},
    };
    for (const Case& shape : cases) {
        const kernels::Tree tree = grown(shape, Arrays(shape));
        check_tree(shape, tree);
        check_prediction(shape, tree);
    }
    std::puts("all trees hold");
}
