// Rows of a few classes side by side, and the sums over them that Gini's impurity needs; all exact.
#pragma once

#include <cstdint>
#include <cstring>
#include <type_traits>

#include "sample.hpp"

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

// The rows of a node by lane, up to each of some places.
template <typename Count, int kLanes>
class LaneBlock {
public:
    using Vector = typename Lanes<Count, kLanes>::Vector;

    void put(int place, const Lanes<Count, kLanes>& lanes) { vectors_[place] = lanes.own; }
    void add(int place, const Lanes<Count, kLanes>& lanes) { vectors_[place] += lanes.own; }
    const Vector& operator[](int place) const { return vectors_[place]; }

private:
    Vector vectors_[kBins];
};

template <typename Count>
using SumOf = std::conditional_t<sizeof(Count) == 2, std::int32_t, std::int64_t>;

// Of the rows on the left: how many, the squares of those of each class, and their products with what they lack to
// twice those of the whole node, which is by how much the squares on the right are above those of the whole.
template <typename Count, int kLanes>
void lane_sums(const LaneBlock<Count, kLanes>& lefts, const Lanes<Count, kLanes>& twice_whole, int places,
               SumOf<Count>* rows, SumOf<Count>* squares, SumOf<Count>* change) {
    using Sum = SumOf<Count>;
    for (int place = 0; place < places; ++place) {
        rows[place] = squares[place] = change[place] = 0;
        for (int lane = 0; lane < kLanes; ++lane) {
            const Sum own = lefts[place][lane];
            rows[place] += own;
            squares[place] += own * own;
            change[place] += own * (own - twice_whole.own[lane]);
        }
    }
}

#if defined(__SSSE3__)
struct ShortSums {
    __m128i rows, squares, change;
};

template <int kLanes>
ShortSums sums_of(const LaneBlock<std::int16_t, kLanes>& lefts, const __m128i* twice, int place) {
    __m128i owns[kLanes / 8];
    std::memcpy(owns, &lefts[place], sizeof owns);
    ShortSums sums{_mm_setzero_si128(), _mm_setzero_si128(), _mm_setzero_si128()};
    for (int part = 0; part < kLanes / 8; ++part) {
        const __m128i own = owns[part];
        sums.rows = _mm_add_epi32(sums.rows, _mm_madd_epi16(own, _mm_set1_epi16(1)));
        sums.squares = _mm_add_epi32(sums.squares, _mm_madd_epi16(own, own));
        sums.change = _mm_add_epi32(sums.change, _mm_madd_epi16(own, _mm_sub_epi16(own, twice[part])));
    }
    return sums;
}

inline void put_sums(__m128i a, __m128i b, __m128i c, __m128i d, std::int32_t* to) {
    const __m128i all = _mm_hadd_epi32(_mm_hadd_epi32(a, b), _mm_hadd_epi32(c, d));
    std::memcpy(to, &all, sizeof all);
}

// Four places at once; writes up to three places too many.
template <int kLanes>
void lane_sums(const LaneBlock<std::int16_t, kLanes>& lefts, const Lanes<std::int16_t, kLanes>& twice_whole,
               int places, std::int32_t* rows, std::int32_t* squares, std::int32_t* change) {
    __m128i twice[kLanes / 8];
    std::memcpy(twice, &twice_whole.own, sizeof twice);
    for (int place = 0; place < places; place += 4) {
        const ShortSums a = sums_of(lefts, twice, place), b = sums_of(lefts, twice, place + 1);
        const ShortSums c = sums_of(lefts, twice, place + 2), d = sums_of(lefts, twice, place + 3);
        put_sums(a.rows, b.rows, c.rows, d.rows, rows + place);
        put_sums(a.squares, b.squares, c.squares, d.squares, squares + place);
        put_sums(a.change, b.change, c.change, d.change, change + place);
    }
}
#endif

}  // namespace kernels
