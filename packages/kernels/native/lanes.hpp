// Rows of a few classes side by side, and the sums over them that Gini's impurity needs; all exact.
#pragma once

#include <cstdint>
#include <cstring>

#if defined(__SSSE3__)
#include <tmmintrin.h>
#endif

namespace kernels {

constexpr int kMostLanes = 32;

// A vector, so that compilers keep it in registers.
template <typename Count, int kLanes>
struct Lanes {
    typedef Count Vector __attribute__((vector_size(kLanes * sizeof(Count))));
    Vector own = {};

    static Lanes from(const Count* counts) {
        Lanes lanes;
        std::memcpy(&lanes.own, counts, sizeof(Vector));
        return lanes;
    }

    void add(const Lanes& other) { own += other.own; }
};

// Of the rows on the left: how many, the squares of those of each class, and their products with what they lack to twice
// those of the whole node, which is by how much the squares on the right are above those of the whole.
struct LaneSums {
    std::int64_t rows, squares, change;
};

template <typename Count, int kLanes>
LaneSums lane_sums(const Lanes<Count, kLanes>& left, const Lanes<Count, kLanes>& twice_whole) {
    LaneSums sums{0, 0, 0};
    for (int lane = 0; lane < kLanes; ++lane) {
        const std::int64_t own = left.own[lane];
        sums.rows += own;
        sums.squares += own * own;
        sums.change += own * (own - twice_whole.own[lane]);
    }
    return sums;
}

#if defined(__SSSE3__)
template <int kLanes>
LaneSums lane_sums(
    const Lanes<std::int16_t, kLanes>& left, const Lanes<std::int16_t, kLanes>& twice_whole) {
    __m128i owns[kLanes / 8], others[kLanes / 8];
    std::memcpy(owns, &left.own, sizeof owns);
    std::memcpy(others, &twice_whole.own, sizeof others);
    __m128i rows = _mm_setzero_si128(), squares = rows, change = rows;
    for (int part = 0; part < kLanes / 8; ++part) {
        const __m128i own = owns[part];
        rows = _mm_add_epi32(rows, _mm_madd_epi16(own, _mm_set1_epi16(1)));
        squares = _mm_add_epi32(squares, _mm_madd_epi16(own, own));
        change = _mm_add_epi32(change, _mm_madd_epi16(own, _mm_sub_epi16(own, others[part])));
    }
    std::int32_t sums[4];
    const __m128i all = _mm_hadd_epi32(_mm_hadd_epi32(rows, squares), _mm_hadd_epi32(change, change));
    std::memcpy(sums, &all, sizeof sums);
    return {sums[0], sums[1], sums[2]};
}
#endif

}  // namespace kernels
