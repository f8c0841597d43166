// Which bins of a feature hold rows: walking them costs the rows of a small node, and not its bins.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace kernels {

class Occupied {
public:
    Occupied() = default;
    explicit Occupied(const std::uint64_t* words) { std::copy_n(words, 4, words_); }

    void add(unsigned bin) { words_[bin >> 6] |= std::uint64_t(1) << (bin & 63); }

    bool has(unsigned bin) const { return words_[bin >> 6] >> (bin & 63) & 1; }

    bool is_one() const {
        int all = 0;
        for (const std::uint64_t word : words_) all += __builtin_popcountll(word);
        return all == 1;
    }

    int lowest() const {
        int word = 0;
        while (!words_[word]) ++word;
        return word * 64 + __builtin_ctzll(words_[word]);
    }

    // The highest bin but that of missing values, which is the last one; that where no other is.
    int highest_value() const {
        std::uint64_t last = words_[3] << 1 >> 1;
        for (int word = 3;; last = words_[--word]) {
            if (last) return word * 64 + 63 - __builtin_clzll(last);
            if (word == 0) return 255;
        }
    }

    template <typename Visit>
    void each(Visit visit) const {
        for (unsigned word = 0; word < 4; ++word)
            for (std::uint64_t rest = words_[word]; rest; rest &= rest - 1)
                visit(int(word * 64) + __builtin_ctzll(rest));
    }

private:
    std::uint64_t words_[4] = {0, 0, 0, 0};
};

// Which bins rows have come to, a byte each: to set one waits for nothing, as the bits of `Occupied` would.
class Seen {
public:
    std::uint8_t& operator[](unsigned bin) { return bytes_[bin]; }

    // The bins, which are none afterwards.
    Occupied taken() {
        std::uint64_t words[4] = {0, 0, 0, 0};
        for (int eight = 0; eight < 32; ++eight) {
            std::uint64_t bytes;
            std::memcpy(&bytes, bytes_ + 8 * eight, sizeof bytes);
            words[eight / 8] |= bytes * kGather >> 56 << eight % 8 * 8;
        }
        std::fill_n(bytes_, sizeof bytes_, std::uint8_t(0));
        return Occupied(words);
    }

private:
    static constexpr std::uint64_t kGather = 0x0102040810204080ULL;  // lowest bits of eight bytes to the highest byte

    std::uint8_t bytes_[256] = {};
};

}  // namespace kernels
