// Predictions of boosted trees: the sum over the leaves that a row comes to.
#pragma once

#include <cstdint>
#include <vector>

#include "boost_team.hpp"

namespace kernels {

struct BoostedTrees {
    const std::int32_t* roots;          // (trees,), of each round one tree for each column
    const std::int32_t* feature;        // (nodes,), -1 for a leaf
    const float* threshold;             // (nodes,), up to this goes left
    const std::uint8_t* missing_left;   // (nodes,), whether missing values do
    const std::int32_t* left;           // (nodes,), the node on the left, which the one on the right follows
    const double* value;                // (nodes,), of leaves
    const double* start;                // (columns,), what is added to
    std::int32_t trees;
    std::int32_t nodes;
    std::int32_t columns;
    std::int32_t threads;
};

class BoostPredictor {
public:
    explicit BoostPredictor(const BoostedTrees& trees);

    // `features` is `(rows, count)`; `sums`, `(rows, columns)`, is written.
    void predict(const float* features, std::int64_t rows, std::int32_t count, double* sums) const;

private:
    // A leaf is its own child, so that a row that has come to one stays there.
    struct Node {
        float threshold;
        std::int32_t feature;
        std::int32_t left;
        std::int32_t missing_right;

        std::int32_t next(const float* row) const {
            const float value = row[feature];
            return left + ((value > threshold) | ((value != value) & missing_right));
        }
    };

    std::int32_t depth(std::int32_t root) const;
    void predict_many(const float* features, std::int64_t rows, std::int32_t count, double* sums) const;
    void predict_one(const float* row, double* sums) const;

    std::vector<Node> nodes_;
    std::vector<double> values_, start_;
    std::vector<std::int32_t> roots_, depths_;
    std::int32_t columns_, threads_;
};

}  // namespace kernels
