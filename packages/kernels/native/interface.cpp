// What Python calls, in C: plain pointers and numbers, and a handle for a tree whose size is not known before.

#include <algorithm>
#include <new>

#include "cholesky.hpp"
#include "forest.hpp"
#include "grower.hpp"
#include "newton.hpp"
#include "products.hpp"
#include "shap.hpp"
#include "slopes.hpp"

#define EXPORTED extern "C" __attribute__((visibility("default")))

using kernels::Forest;
using kernels::Grower;
using kernels::Sample;
using kernels::Settings;
using kernels::Tree;
using kernels::Ways;

// Returns null when there is no memory.
EXPORTED Tree* tree_grow(const Sample* sample, const Settings* settings, const std::int32_t* weight,
                         const std::int32_t* stop) {
    try {
        return new Tree(Grower(*sample, *settings, weight, stop).grow());
    } catch (const std::bad_alloc&) {
        return nullptr;
    }
}

EXPORTED std::int64_t tree_nodes(const Tree* tree) { return std::int64_t(tree->nodes.size()); }

EXPORTED std::int64_t tree_leaves(const Tree* tree) { return std::int64_t(tree->nodes.size() + 1) / 2; }

EXPORTED std::int32_t tree_depth(const Tree* tree) { return tree->depth; }

// Writes `(nodes,)` of each but `(leaves, columns)` sums.
EXPORTED void tree_read(const Tree* tree, std::int32_t* feature, std::uint8_t* low, std::uint8_t* high,
                        bool* missing_left, std::uint32_t* threshold, std::int32_t* left, std::int64_t* cover,
                        double* decrease, std::int64_t* sums) {
    for (const kernels::Node& node : tree->nodes) {
        *feature++ = node.feature;
        *low++ = node.low;
        *high++ = node.high;
        *missing_left++ = node.missing_left;
        *threshold++ = node.threshold;
        *left++ = node.feature < 0 ? 0 : node.left;
        *cover++ = node.cover;
        *decrease++ = node.decrease;
    }
    std::copy(tree->sums.begin(), tree->sums.end(), sums);
}

EXPORTED void tree_free(Tree* tree) { delete tree; }

EXPORTED void forest_predict(const Forest* forest, const float* features, std::int64_t rows, std::int32_t count,
                             double* means) {
    kernels::predict(*forest, features, rows, count, means);
}

EXPORTED void trees_attribute(const Ways* ways, const float* features, std::int64_t rows, std::int32_t columns,
                              const std::int32_t* stop, double* contributions) {
    kernels::attribute(*ways, features, rows, columns, stop, contributions);
}

// These return whether there was memory.
EXPORTED bool rows_products(const kernels::Table* table, double* sums) {
    try {
        kernels::sum_products(*table, sums);
        return true;
    } catch (const std::bad_alloc&) {
        return false;
    }
}

EXPORTED bool rows_squares(const kernels::Table* table, double* sums) {
    try {
        kernels::sum_squares(*table, sums);
        return true;
    } catch (const std::bad_alloc&) {
        return false;
    }
}

// Second derivatives may be null.
EXPORTED bool rows_slopes(const kernels::Table* table, const kernels::Scores* scores, double* loss, double* gradient,
                          double* second) {
    try {
        *loss = kernels::sum_slopes(*table, *scores, gradient, second);
        return true;
    } catch (const std::bad_alloc&) {
        return false;
    }
}

EXPORTED bool rows_minimize(const kernels::Table* table, const kernels::Scores* scores,
                            const kernels::Objective* objective, double* weights) {
    try {
        kernels::minimize(*table, *scores, *objective, weights);
        return true;
    } catch (const std::bad_alloc&) {
        return false;
    }
}

// Returns 1 for a matrix that is positive definite, 0 for one that is not, -1 where there was no memory.
EXPORTED std::int32_t matrix_factor(const double* matrix, std::int64_t size, double* lower) {
    try {
        return kernels::factor(matrix, size, lower);
    } catch (const std::bad_alloc&) {
        return -1;
    }
}

// Returns whether there was memory.
EXPORTED bool matrix_invert(const double* lower, std::int64_t size, double* transposed) {
    try {
        kernels::invert(lower, size, transposed);
        return true;
    } catch (const std::bad_alloc&) {
        return false;
    }
}

EXPORTED void matrix_solve(const double* lower, std::int64_t size, double* right) { kernels::solve(lower, size, right); }
