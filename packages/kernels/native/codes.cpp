// The bin of each value: a search by halves, of several values at once so that none waits for another.

#include <algorithm>
#include <cstdint>
#include <limits>

#include "codes.hpp"

namespace kernels {

namespace {

constexpr int kBounds = 256;
constexpr int kTogether = 16;
constexpr std::uint8_t kMissing = 255;

}  // namespace

void find_codes(const float* values, std::int64_t rows, const float* highest, std::int32_t bins, std::uint8_t* codes,
                std::int64_t stride) {
    float bounds[kBounds];
    std::fill(bounds, bounds + kBounds, std::numeric_limits<float>::infinity());
    if (bins > 1) std::copy_n(highest, bins - 1, bounds);
    for (std::int64_t first = 0; first < rows; first += kTogether) {
        const int some = int(std::min<std::int64_t>(kTogether, rows - first));
        float value[kTogether];
        std::int32_t below[kTogether] = {};
        for (int place = 0; place < kTogether; ++place) value[place] = values[first + std::min(place, some - 1)];
        for (int half = kBounds / 2; half; half /= 2)
            for (int place = 0; place < kTogether; ++place)
                below[place] += bounds[below[place] + half - 1] < value[place] ? half : 0;
        for (int place = 0; place < some; ++place)
            codes[(first + place) * stride] = value[place] != value[place] ? kMissing : std::uint8_t(below[place]);
    }
}

}  // namespace kernels
