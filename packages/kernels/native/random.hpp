// Random numbers of a node: a hash of where it is, so that they depend neither on the order of growth nor on threads.
// The mixing function is that of SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators",
// 2014).
#pragma once

#include <cstdint>

namespace kernels {

constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15ULL;

inline std::uint64_t mix(std::uint64_t x) {
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

class NodeRandom {
public:
    NodeRandom(std::uint64_t tree_key, std::uint64_t depth, std::uint64_t first_row)
        : key_(mix(mix(tree_key + kGolden * (depth + 1)) + kGolden * (first_row + 1))) {}

    // From 0 up to, not including, a bound; the draws of a node are numbered.
    std::uint32_t below(std::uint64_t number, std::uint64_t bound) const {
        return static_cast<std::uint32_t>((mix(key_ + kGolden * (number + 1)) >> 32) * bound >> 32);
    }

    // From 0 up to, not including, a bound, for a feature; 0 where the bound is.
    std::uint32_t within(std::uint64_t feature, std::uint64_t bound) const {
        return static_cast<std::uint32_t>((mix(mix(key_) + kGolden * (feature + 1)) >> 32) * bound >> 32);
    }

    // Of two features that split equally well, the one of higher rank is taken: it is random, and none is 0.
    std::uint64_t rank(std::int32_t feature) const {
        const std::uint64_t priority = mix(key_ - kGolden * (std::uint64_t(feature) + 1)) >> 32;
        return priority << 32 | ~std::uint32_t(feature);
    }

    static std::int32_t feature_of(std::uint64_t rank) { return std::int32_t(~std::uint32_t(rank)); }

private:
    std::uint64_t key_;
};

}  // namespace kernels
