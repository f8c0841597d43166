// Values as the bins that they lie in.
#pragma once

#include <cstdint>

namespace kernels {

// Writes how many of the highest values of the bins, the last one aside, are below each value; 255 where it is missing.
// There are `bins` of them, at most 255; codes stand `stride` bytes apart.
void find_codes(const float* values, std::int64_t rows, const float* highest, std::int32_t bins, std::uint8_t* codes,
                std::int64_t stride);

}  // namespace kernels
