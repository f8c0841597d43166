// Exact Shapley values of what trees predict, where a feature that is not known is averaged over the training rows of
// each split (path-dependent TreeSHAP: Lundberg et al., arXiv:1802.03888).
//
// The value of a feature at a leaf is a sum over all sets of the other features on its way. It is taken as an integral
// of a polynomial from 0 to 1, by Gauss and Legendre's points, which are exact for it: so a tree takes time in
// proportion to its nodes and points, and nothing is subtracted that was added.
#pragma once

#include <cstdint>

namespace kernels {

struct Ways {
    const std::int32_t* roots;         // (trees,)
    const std::int32_t* feature;       // (nodes,), -1 for a leaf
    const float* threshold;            // (nodes,), up to this goes left
    const std::uint8_t* missing_left;  // (nodes,), whether what is missing goes left
    const std::int32_t* child;         // (nodes,), the node on the left, which the one on the right follows
    const double* value;               // (nodes,), what a leaf adds
    const double* share;               // (nodes,), of the training rows of the node above that come here
    const std::int32_t* before;        // (nodes,), the depth of the last node above that was come to by a split of the
                                       // same feature; 0 for none
    const double* points;              // (count,), between 0 and 1
    const double* weights;             // (count,), their sum is 1
    std::int32_t trees;
    std::int32_t count;                // 2, 4, 8 or 16
    std::int32_t deepest;              // the most splits on a way, 64 at most
};

// `features` is `(rows, columns)`; `contributions`, of the same shape, is added to. Ends early when `stop` is set.
void attribute(const Ways& ways, const float* features, std::int64_t rows, std::int32_t columns,
               const volatile std::int32_t* stop, double* contributions);

}  // namespace kernels
