// Takes trees of many shapes apart, for the sanitizers; contributions add up to what a row gains over the mean.

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "random.hpp"
#include "shap.hpp"

namespace {

struct Tree {
    std::vector<std::int32_t> feature{-1}, child{0}, before{0};
    std::vector<float> threshold{0.0F};
    std::vector<std::uint8_t> missing_left{0};
    std::vector<double> value{0.0}, share{1.0};
    std::int32_t deepest = 0;

    // Splits the node `place` at random, where `above` are the features that were split on the way, one a level.
    void grow(std::size_t place, std::vector<std::int32_t> above, std::int32_t features, std::int32_t most) {
        const std::int32_t level = std::int32_t(above.size());
        if (level > deepest) deepest = level;
        const std::uint64_t drawn = kernels::mix(std::uint64_t(place) * 31 + std::uint64_t(level));
        value[place] = double(drawn % 1000) - 500.0;
        if (level == most || (level > 2 && drawn % 5 == 0)) return;
        const std::int32_t own = std::int32_t(drawn % std::uint64_t(features));
        std::int32_t last = 0;
        for (std::int32_t each = 0; each < level; ++each)
            if (above[std::size_t(each)] == own) last = each + 1;
        feature[place] = own;
        threshold[place] = float(drawn % 100) / 100.0F;
        missing_left[place] = drawn % 2;
        child[place] = std::int32_t(feature.size());
        const double left = double(drawn % 98 + 1) / 100.0;
        for (const double each : {left, 1.0 - left}) {
            feature.push_back(-1), child.push_back(0), before.push_back(last), threshold.push_back(0.0F);
            missing_left.push_back(0), value.push_back(0.0), share.push_back(each);
        }
        above.push_back(own);
        const std::size_t first = std::size_t(child[place]);
        grow(first, above, features, most);
        grow(first + 1, above, features, most);
    }

    double mean(std::size_t place) const {
        if (feature[place] < 0) return value[place];
        const std::size_t left = std::size_t(child[place]);
        return share[left] * mean(left) + share[left + 1] * mean(left + 1);
    }

    double predicted(const float* row) const {
        std::size_t place = 0;
        while (feature[place] >= 0) {
            const float number = row[feature[place]];
            const bool left = number != number ? missing_left[place] != 0 : number <= threshold[place];
            place = std::size_t(child[place]) + !left;
        }
        return value[place];
    }
};

void check(std::int32_t features, std::int32_t most, const std::vector<double>& points,
           const std::vector<double>& weights) {
    Tree tree;
    tree.grow(0, {}, features, most);
    const std::int32_t root = 0, go_on = 0;
    const kernels::Ways ways{&root, tree.feature.data(), tree.threshold.data(), tree.missing_left.data(),
                             tree.child.data(), tree.value.data(), tree.share.data(), tree.before.data(),
                             points.data(), weights.data(), 1, std::int32_t(points.size()), tree.deepest};
    const std::int64_t rows = 23;
    std::vector<float> numbers(std::size_t(rows * features));
    for (std::size_t place = 0; place < numbers.size(); ++place)
        numbers[place] = place % 7 ? float(kernels::mix(place) % 100) / 100.0F : NAN;
    std::vector<double> found(numbers.size(), 0.0);
    kernels::attribute(ways, numbers.data(), rows, features, &go_on, found.data());
    for (std::int64_t row = 0; row < rows; ++row) {
        double sum = tree.mean(0);
        for (std::int32_t each = 0; each < features; ++each) sum += found[std::size_t(row * features + each)];
        if (std::abs(sum - tree.predicted(numbers.data() + row * features)) < 1e-8) continue;
        std::fprintf(stderr, "%d features: expected contributions that add up, got others\n", features);
        std::exit(1);
    }
}

}  // namespace

int main() {
    const std::vector<double> two{0.5 - std::sqrt(1.0 / 12.0), 0.5 + std::sqrt(1.0 / 12.0)}, halves{0.5, 0.5};
    for (const std::int32_t features : {1, 2, 3, 4})
        for (const std::int32_t most : {0, 1, 2, 5, 12}) check(features, most, two, halves);
    std::puts("all contributions add up");
}
