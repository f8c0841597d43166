// Features of a node of few rows, which are noted first and weighed together then: what was written to memory is read
// as vectors at once, and no branch waits for a gain, so that a processor works on several features at a time.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "places.hpp"
#include "random.hpp"
#include "sample.hpp"
#include "split.hpp"

namespace kernels {

// Every row is a place, with the rows on the left whose bins are not above its own: those of one bin are one place.
// Bins are held in numbers as wide as what is summed.
template <typename Bin, int kMostRows>
class FewRows {
public:
    static constexpr int kMost = kMostRows;
    static_assert(kMost % Places::kTogether == 0, "rows fill vectors up");

    struct Noted {
        std::int32_t feature;
        double gain;
        Bin bins[kMost];  // of each row; behind the last one those of the first
    };

    enum class Note { constant, missing, taken };

    void enter(const Sample& sample, Items items) {
        rows_ = int(items.size());
        padded_ = Places::padded(rows_);
        for (int row = 0; row < padded_; ++row) codes_[row] = sample.codes_of(items.begin()[row < rows_ ? row : 0].row);
    }

    void leave() { padded_ = 0; }

    // How many rows there are with those that fill vectors up, 0 where they are not few.
    int padded() const { return padded_; }

    // Takes a feature that varies and has no missing value.
    Note note(std::int32_t feature) {
        noted_.emplace_back();
        Noted& noted = noted_.back();
        noted.feature = feature;
        const std::uint8_t first = codes_[0][feature];
        int differing = 0, missing = 0;
        for (int row = 0; row < padded_; ++row) {
            const std::uint8_t bin = codes_[row][feature];
            noted.bins[row] = bin;
            differing |= bin ^ first;
            missing |= bin == kMissing;
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

    // The split of the winner: at the lowest bin whose rows, which are `left` on the left of `all`, have its gain.
    template <typename Left>
    Place place(const Noted& winner, const double* gain, std::int64_t all, const Left& left) const {
        int low = kMissing, high = kMissing, at = 0;
        for (int row = 0; row < rows_; ++row)
            low = std::min(low, gain[row] == winner.gain ? int(winner.bins[row]) : low);
        for (int row = 0; row < rows_; ++row) {
            high = std::min(high, winner.bins[row] > low ? int(winner.bins[row]) : high);
            at = winner.bins[row] == low ? row : at;
        }
        return {winner.feature, std::uint8_t(low), std::uint8_t(high), 2 * left(at) >= all, 0};
    }

private:
    int rows_ = 0, padded_ = 0;
    const std::uint8_t* codes_[kMost];
    std::vector<Noted> noted_;
};

}  // namespace kernels
