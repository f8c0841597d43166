// Predictions of a forest: the mean over the leaves that a row comes to.
#pragma once

#include <cstdint>

namespace kernels {

struct Forest {
    const std::int32_t* roots;     // (trees,)
    const std::int32_t* feature;   // (nodes,), -1 for a leaf
    const float* threshold;        // (nodes,), up to this goes left
    const bool* missing_left;      // (nodes,), where rows go whose value is missing
    const std::int32_t* child;     // (nodes,), the node on the left, which the one on the right follows; or the leaf
    const float* value;            // (leaves, columns)
    std::int32_t trees;
    std::int32_t columns;
};

// `features` is `(rows, features)`; `means`, `(rows, columns)`, is written.
void predict(const Forest& forest, const float* features, std::int64_t rows, std::int32_t count, double* means);

}  // namespace kernels
