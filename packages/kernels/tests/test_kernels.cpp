// Runs the native code over samples of many shapes, for the sanitizers; and checks what holds of every tree.

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <vector>

#include "boost_ensemble.hpp"
#include "boost_predict.hpp"
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
    std::uint32_t missing_percent = 0;
    bool is_random = false;
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
    std::vector<std::uint32_t> positions;

    explicit Arrays(const Case& shape)
        : codes(std::size_t(shape.rows) * std::size_t(shape.features)), bins(std::size_t(shape.features), shape.bins),
          weight(std::size_t(shape.rows)), target(std::size_t(shape.rows)) {
        const std::uint64_t largest = std::uint64_t(1) << (62 - bits_of(shape.rows));
        for (std::size_t place = 0; place < codes.size(); ++place) {
            codes[place] = std::uint8_t(kernels::mix(place) % std::uint64_t(shape.bins));
            if (kernels::mix(place + codes.size()) % 100 < shape.missing_percent) codes[place] = kernels::kMissing;
        }
        if (shape.is_random)
            for (std::int32_t place = 0; place < shape.features * kernels::kBins; ++place)
                positions.push_back(std::uint32_t(place % kernels::kBins * 1000));
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
    const kernels::Sample sample{arrays.codes.data(), arrays.bins.data(), arrays.target.data(),
                                 shape.is_random ? arrays.positions.data() : nullptr, shape.rows, shape.features,
                                 shape.columns, shape.columns > 1 ? 0 : 62 - bits - kept, bits};
    const kernels::Settings settings{42, shape.max_depth, shape.min_leaf_rows, shape.chosen_features};
    const std::int32_t stop = 0;
    return kernels::Grower(sample, settings, arrays.weight.data(), &stop).grow();
}

void check_tree(const Case& shape, const kernels::Tree& tree) {
    EXPECT(tree.nodes[0].cover == shape.rows);
    EXPECT((tree.nodes.size() + 1) / 2 * std::size_t(shape.columns) == tree.sums.size());
    EXPECT(tree.depth <= shape.max_depth + 1);
    for (std::size_t place = 0; place < tree.nodes.size(); ++place) {
        const kernels::Node& node = tree.nodes[place];
        EXPECT(node.feature < shape.features);
        EXPECT(node.cover >= 1 && node.decrease >= 0);
        if (node.feature < 0) continue;
        EXPECT(node.low < node.high && node.left > std::int32_t(place));
        EXPECT(!(node.missing_left && node.high == kernels::kMissing));
        const std::size_t left = std::size_t(node.left);
        EXPECT(node.cover == tree.nodes[left].cover + tree.nodes[left + 1].cover);
    }
}

void check_prediction(const Case& shape, const kernels::Tree& tree) {
    std::vector<std::int32_t> feature, child;
    std::vector<float> threshold, value(tree.sums.size(), 1.5F);
    const std::vector<char> missing_left(tree.nodes.size(), 1);
    std::int32_t leaf = 0;
    for (const kernels::Node& node : tree.nodes) {
        feature.push_back(node.feature);
        threshold.push_back(node.low);
        child.push_back(node.feature < 0 ? leaf++ : node.left);
    }
    const std::int32_t roots[] = {0, 0};
    const kernels::Forest forest{roots,        feature.data(), threshold.data(),
                                 reinterpret_cast<const bool*>(missing_left.data()),
                                 child.data(), value.data(),   2,
                                 shape.columns};
    const std::int64_t rows = 37;
    std::vector<float> features(std::size_t(rows * shape.features));
    for (std::size_t place = 0; place < features.size(); ++place) features[place] = float(kernels::mix(place) % 256);
    std::vector<double> means(std::size_t(rows * shape.columns));
    kernels::predict(forest, features.data(), rows, shape.features, means.data());
    for (const double mean : means) EXPECT(mean == 1.5);
}

struct Boosted {
    std::int32_t rows, features, bins, leaves;
    kernels::Loss loss;
    std::int32_t columns, threads;
    bool held, monotone;
};

struct BoostArrays {
    std::vector<std::uint8_t> codes, held;
    std::vector<std::int32_t> bins, weight;
    std::vector<std::int64_t> target, start, exponentials, logarithms;
    std::vector<std::uint32_t> salt;
    std::vector<std::int8_t> monotone;

    explicit BoostArrays(const Boosted& shape) : start(std::size_t(shape.columns)) {
        for (std::int32_t row = 0; row < shape.rows; ++row) {
            const std::uint64_t drawn = kernels::mix(std::uint64_t(row));
            for (std::int32_t feature = 0; feature < shape.features; ++feature) {
                const std::uint64_t code = kernels::mix(drawn + std::uint64_t(feature)) % std::uint64_t(shape.bins + 1);
                codes.push_back(code == std::uint64_t(shape.bins) ? 255 : std::uint8_t(code));
            }
            const std::uint64_t classes = shape.columns > 1 ? std::uint64_t(shape.columns) : 2;
            const bool number = shape.loss <= kernels::Loss::kQuantile;
            target.push_back(number ? std::int64_t(drawn >> 30) - (std::int64_t(1) << 33)
                                    : std::int64_t(drawn % classes));
            held.push_back(shape.held && row % 5 == 1);
            weight.push_back(std::int32_t(1 + drawn % 32768));
            salt.push_back(std::uint32_t(row));
        }
        bins.assign(std::size_t(shape.features), shape.bins);
        monotone.assign(std::size_t(shape.features), 1);
        for (int entry = 0; entry < 22 * 128 + 2; ++entry)
            exponentials.push_back(std::int64_t(std::exp(-entry / 128.0) * (1 << 30)));
        for (int entry = 0; entry <= 1024; ++entry)
            logarithms.push_back(std::int64_t(std::log1p(entry / 1024.0) * (1 << 24)));
    }
};

std::vector<kernels::BoostedTree> boosted(const Boosted& shape, const BoostArrays& arrays, std::int32_t threads) {
    const bool classes = shape.loss > kernels::Loss::kQuantile;
    const kernels::BoostSample sample{arrays.codes.data(), arrays.bins.data(), arrays.target.data(),
                                      classes ? arrays.weight.data() : nullptr, arrays.salt.data(),
                                      shape.held ? arrays.held.data() : nullptr,
                                      shape.monotone ? arrays.monotone.data() : nullptr, shape.rows, shape.features};
    const kernels::LossRules loss{shape.loss, shape.columns, 45000, 16, 1 << 20, arrays.start.data(),
                                  arrays.exponentials.data(), std::int32_t(arrays.exponentials.size()),
                                  arrays.logarithms.data()};
    const std::uint64_t share = shape.held ? std::uint64_t(3) << 30 : std::uint64_t(1) << 32;
    const kernels::BoostSettings settings{9, share, 0.3, 0.5, 1e6, shape.leaves, 9, 3};
    kernels::Ensemble ensemble(sample, loss, settings, threads);
    std::vector<std::uint8_t> chosen(std::size_t(3 * shape.features), 1);
    if (shape.features > 1) chosen[0] = 0;
    const std::int32_t stop = 0;
    EXPECT(ensemble.grow(3, chosen.data(), &stop) == 3);
    EXPECT(ensemble.losses().size() == 3);
    return ensemble.trees();
}

void check_boosting(const Boosted& shape) {
    const BoostArrays arrays(shape);
    const std::vector<kernels::BoostedTree> alone = boosted(shape, arrays, 1);
    const std::vector<kernels::BoostedTree> together = boosted(shape, arrays, shape.threads);
    EXPECT(alone.size() == std::size_t(3 * shape.columns) && together.size() == alone.size());
    for (std::size_t tree = 0; tree < alone.size(); ++tree) {
        const auto &one = alone[tree].nodes, &other = together[tree].nodes;
        EXPECT(one.size() == other.size() && one.size() <= std::size_t(2 * shape.leaves - 1));
        for (std::size_t node = 0; node < one.size(); ++node) {
            EXPECT(one[node].feature == other[node].feature && one[node].value == other[node].value);
            EXPECT(one[node].feature < shape.features);
            if (shape.loss <= kernels::Loss::kQuantile) EXPECT(one[node].count >= (one.size() > 1 ? 3 : 0));
        }
    }
}

void check_boosted_prediction() {
    const std::int32_t roots[] = {0, 3}, feature[] = {0, -1, -1, 1, -1, -1}, left[] = {1, 1, 2, 4, 4, 5};
    const float threshold[] = {0.5F, 0, 0, 2.0F, 0, 0};
    const std::uint8_t missing_left[] = {1, 0, 0, 0, 0, 0};
    const double value[] = {0, 1, 2, 0, 10, 20}, start[] = {100};
    const kernels::BoostedTrees trees{roots, feature, threshold, missing_left, left, value, start, 2, 6, 1, 3};
    const kernels::BoostPredictor predictor(trees);
    std::vector<float> rows;
    for (int row = 0; row < 700000; ++row) {
        rows.push_back(row % 2 ? 0.5F : NAN);
        rows.push_back(row % 3 ? NAN : -INFINITY);
    }
    std::vector<double> sums(700000);
    predictor.predict(rows.data(), 700000, 2, sums.data());
    for (int row = 0; row < 700000; ++row) EXPECT(sums[std::size_t(row)] == (row % 3 ? 121 : 111));
    predictor.predict(rows.data(), 1, 2, sums.data());
    EXPECT(sums[0] == 111);
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
        {4000, 7, 1, 255, 32, 1, 2},
        {4000, 7, 1, 255, 32, 1, 7, 20},
        {4000, 7, 1, 255, 32, 5, 2, 50},
        {4000, 7, 1, 255, 32, 1, 7, 20, true},
        {900, 7, 1, 255, 32, 1, 2, 0, true},
        {900, 7, 1, 2, 32, 1, 2, 100},
        {900, 7, 4, 20, 32, 1, 2, 100},
        {4000, 7, 9, 255, 32, 2, 3, 30},
        {4000, 7, 30, 255, 32, 1, 3, 30, true},
        {40000, 3, 4, 255, 32, 1, 1, 10},
        {700, 4, 300, 64, 32, 2, 2, 30},
        {700, 4, 300, 64, 32, 1, 2, 30, true},
        {4000, 7, 5, 255, 32, 1, 7},
        {900, 3, 4, 1, 32, 1, 3, 50},
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
    using kernels::Loss;
    const Boosted boosts[] = {
        {1, 1, 1, 31, Loss::kSquared, 1, 2, false, false},
        {40, 3, 255, 7, Loss::kSquared, 1, 3, true, false},
        {30000, 3, 255, 31, Loss::kSquared, 1, 4, false, true},
        {70000, 2, 60, 31, Loss::kSquared, 1, 4, true, false},
        {3000, 17, 255, 31, Loss::kAbsolute, 1, 2, true, false},
        {3000, 5, 30, 64, Loss::kQuantile, 1, 2, true, false},
        {9000, 20, 255, 31, Loss::kLogistic, 1, 2, true, true},
        {600, 33, 9, 15, Loss::kSoftmax, 5, 3, true, false},
        {20, 300, 3, 4, Loss::kSoftmax, 3, 2, false, false},
    };
    for (const Boosted& shape : boosts) check_boosting(shape);
    check_boosted_prediction();
    std::puts("all trees hold");
}
