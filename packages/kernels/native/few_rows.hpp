// Features of a node of few rows, which are noted first and weighed together then: what was written to memory is read
// as vectors at once, and no branch waits for a gain, so that a processor works on several features at a time.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "places.hpp"
#include "random.hpp"
#include "sample.hpp"
#include "wide.hpp"

namespace kernels {

class FewRows {
public:
    // Comparisons are the square of the rows, and registers do some at once; where they hold two numbers none is saved.
    static constexpr int kMost = kNarrow * kNarrow / 2;
    static constexpr int kRoom = std::max(kMost, Places::kTogether);

    struct Noted {
        std::int32_t feature;
        double gain;
        std::int64_t bins[kRoom];  // of each row; behind the last one those of the first
    };

    enum class Note { constant, missing, taken };

    void enter(const Sample& sample, Items items) {
        const int rows = int(items.size());
        padded_ = Places::padded(rows);
        for (int row = 0; row < padded_; ++row) codes_[row] = sample.codes_of(items.begin()[row < rows ? row : 0].row);
    }

    void leave() { padded_ = 0; }

    // How many rows there are with those that fill vectors up, 0 where they are not few.
    int padded() const { return padded_; }

    // Takes a feature that varies and has no missing value.
    Note note(std::int32_t feature) {
        noted_.emplace_back();
        Noted& noted = noted_.back();
        noted.feature = feature;
        std::int64_t differing = 0, missing = 0;
        for (int row = 0; row < padded_; ++row) {
            noted.bins[row] = codes_[row][feature];
            differing |= noted.bins[row] ^ noted.bins[0];
            missing |= noted.bins[row] == kMissing;
        }
        if (differing && !missing) return Note::taken;
        noted_.pop_back();
        return differing ? Note::missing : Note::constant;
    }

    std::vector<Noted>& noted() { return noted_; }

    // Of equal gains that of the feature of highest rank, as `Split` has it.
    const Noted& winner(const NodeRandom& random) const {
        double most = noted_.front().gain;
        for (const Noted& noted : noted_) most = std::max(most, noted.gain);
        std::uint64_t highest = 0;
        std::size_t found = 0;
        for (std::size_t place = 0; place < noted_.size(); ++place) {
            const std::uint64_t rank = noted_[place].gain == most ? random.rank(noted_[place].feature) : 0;
            found = rank > highest ? place : found;
            highest = std::max(highest, rank);
        }
        return noted_[found];
    }

private:
    int padded_ = 0;
    const std::uint8_t* codes_[kRoom];
    std::vector<Noted> noted_;
};

}  // namespace kernels
