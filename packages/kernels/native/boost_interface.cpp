// What Python calls to boost, in C: handles, plain pointers and numbers.

#include <new>

#include "boost_ensemble.hpp"
#include "boost_predict.hpp"
#include "codes.hpp"

#define EXPORTED extern "C" __attribute__((visibility("default")))

using kernels::BoostedTree;
using kernels::BoostedTrees;
using kernels::BoostPredictor;
using kernels::Ensemble;

EXPORTED void codes_find(const float* values, std::int64_t rows, const float* highest, std::int32_t bins,
                         std::uint8_t* codes, std::int64_t stride) {
    kernels::find_codes(values, rows, highest, bins, codes, stride);
}

// Returns null when there is no memory.
EXPORTED Ensemble* boost_open(const kernels::BoostSample* sample, const kernels::LossRules* loss,
                              const kernels::BoostSettings* settings, std::int32_t threads) {
    try {
        return new Ensemble(*sample, *loss, *settings, threads);
    } catch (const std::bad_alloc&) {
        return nullptr;
    }
}

// Returns how many nodes there are in the trees that it has grown, -1 when there was no memory for them.
EXPORTED std::int64_t boost_grow(Ensemble* ensemble, std::int32_t rounds, const std::uint8_t* chosen,
                                 const std::int32_t* stop) {
    try {
        ensemble->grow(rounds, chosen, stop);
    } catch (const std::bad_alloc&) {
        return -1;
    }
    std::int64_t nodes = 0;
    for (const BoostedTree& tree : ensemble->trees()) nodes += std::int64_t(tree.nodes.size());
    return nodes;
}

EXPORTED std::int64_t boost_rounds(const Ensemble* ensemble) { return std::int64_t(ensemble->losses().size()); }

EXPORTED std::int64_t boost_trees(const Ensemble* ensemble) { return std::int64_t(ensemble->trees().size()); }

// Writes `(rounds,)` losses, `(trees,)` sizes and `(nodes,)` of each other.
EXPORTED void boost_read(const Ensemble* ensemble, std::int64_t* losses, std::int32_t* sizes, std::int32_t* feature,
                         std::uint8_t* low, std::uint8_t* high, std::uint8_t* missing_left, std::int32_t* left,
                         std::int64_t* count, std::int64_t* value, double* gain) {
    for (const std::int64_t loss : ensemble->losses()) *losses++ = loss;
    for (const BoostedTree& tree : ensemble->trees()) {
        *sizes++ = std::int32_t(tree.nodes.size());
        for (const BoostedTree::Node& node : tree.nodes) {
            *feature++ = node.feature;
            *low++ = node.low;
            *high++ = node.high;
            *missing_left++ = node.missing_left;
            *left++ = node.left;
            *count++ = node.count;
            *value++ = node.value;
            *gain++ = node.gain;
        }
    }
}

EXPORTED void boost_close(Ensemble* ensemble) { delete ensemble; }

EXPORTED BoostPredictor* boost_predictor_open(const BoostedTrees* trees) {
    try {
        return new BoostPredictor(*trees);
    } catch (const std::bad_alloc&) {
        return nullptr;
    }
}

EXPORTED void boost_predict(const BoostPredictor* predictor, const float* features, std::int64_t rows,
                            std::int32_t count, double* sums) {
    predictor->predict(features, rows, count, sums);
}

EXPORTED void boost_predictor_close(BoostPredictor* predictor) { delete predictor; }
