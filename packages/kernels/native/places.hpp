// The bins of a feature that hold rows of a node, and what it gains to split the node after each of them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "cut.hpp"
#include "sample.hpp"
#include "wide.hpp"

namespace kernels {

// The best split of some.
struct Found {
    double gain = -1.0;     // where none is allowed
    int place = -1;         // among the bins that hold rows
    std::int64_t rows = 0;  // on the left, as often as they were drawn
    bool missing_left = false;

    // Of equal gains what comes first is taken, and missing rows are on the right rather than on the left.
    void compare_missing_left(const Found& other) {
        if (other.gain < gain || (other.gain == gain && other.place >= place)) return;
        *this = other;
        missing_left = true;
    }
};

struct Places {
    static constexpr int kTogether = 8;  // gains are written for so many places at once

    int bins = 0;
    std::uint8_t bin[kBins];   // ascending
    std::int32_t rows[kBins];  // different ones up to each bin, where leaves have a least number of them
    double gain[kBins];

    static int padded(int places) { return (places + kTogether - 1) / kTogether * kTogether; }

    // Leaves the gains of some places that are allowed, and -1 elsewhere; `absent` rows go left too.
    void restrict_to(int places, const Cut& cut, std::int64_t least_rows, std::int64_t most_rows, std::int64_t absent) {
        std::fill(gain + places, gain + padded(places), -1.0);
        if (least_rows > 1)
            for (int place = 0; place < places; ++place)
                if (rows[place] + absent < least_rows || rows[place] + absent > most_rows) gain[place] = -1.0;
        if (cut.is_drawn())
            for (int place = 0; place < places; ++place)
                if (!cut.admits(bin[place], bin[place + 1])) gain[place] = -1.0;
    }

    // Of places one at least.
    double highest(int places) const {
        constexpr int kLanes = std::min(kNarrow, 4);
        typedef double Some __attribute__((vector_size(kLanes * sizeof(double))));
        Some most, others;
        std::memcpy(&most, gain, sizeof most);
        for (int place = kLanes; place < places; place += kLanes) {
            std::memcpy(&others, gain + place, sizeof others);
            most = others > most ? others : most;
        }
        double found = most[0];
        for (int lane = 1; lane < kLanes; ++lane) found = std::max(found, double(most[lane]));
        return found;
    }

    // The first place of the highest gain, none where none is allowed.
    Found best(int places) const {
        Found found;
        found.gain = highest(places);
        if (found.gain < 0) return found;
        found.place = 0;
        while (gain[found.place] != found.gain) ++found.place;
        return found;
    }
};

}  // namespace kernels
