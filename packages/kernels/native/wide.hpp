// Eight numbers at a time, whatever the processor: sums over rows are added in the same order everywhere.
#pragma once

#include <cstdint>
#include <cstring>

namespace kernels {

constexpr int kWide = 8;

#if defined(__AVX512F__)
constexpr int kNarrow = 8;
#elif defined(__AVX__)
constexpr int kNarrow = 4;
#else
constexpr int kNarrow = 2;
#endif

// As many numbers as a register holds: compilers keep larger vectors in memory.
typedef double Narrow __attribute__((vector_size(kNarrow * sizeof(double))));
typedef float NarrowFloats __attribute__((vector_size(kNarrow * sizeof(float))));
typedef std::int64_t NarrowBits __attribute__((vector_size(kNarrow * sizeof(std::int64_t))));

template <typename Part>
struct Parts {
    static constexpr int kParts = kWide / kNarrow;
    Part own[kParts];
};

using Mask = Parts<NarrowBits>;

struct Wide : Parts<Narrow> {
    Wide() : Parts{} {}

    explicit Wide(double number) {
        for (Narrow& part : own) part = Narrow{} + number;
    }

    double operator[](int lane) const { return own[lane / kNarrow][lane % kNarrow]; }
};

template <typename Operation>
inline Wide combined(const Wide& left, const Wide& right, const Operation& operation) {
    Wide result;
    for (int part = 0; part < Wide::kParts; ++part) result.own[part] = operation(left.own[part], right.own[part]);
    return result;
}

inline Wide operator+(const Wide& left, const Wide& right) {
    return combined(left, right, [](const Narrow& one, const Narrow& other) -> Narrow { return one + other; });
}

inline Wide operator-(const Wide& left, const Wide& right) {
    return combined(left, right, [](const Narrow& one, const Narrow& other) -> Narrow { return one - other; });
}

inline Wide operator*(const Wide& left, const Wide& right) {
    return combined(left, right, [](const Narrow& one, const Narrow& other) -> Narrow { return one * other; });
}

inline Wide operator/(const Wide& left, const Wide& right) {
    return combined(left, right, [](const Narrow& one, const Narrow& other) -> Narrow { return one / other; });
}

inline Wide operator+(const Wide& left, double right) { return left + Wide(right); }
inline Wide operator-(const Wide& left, double right) { return left - Wide(right); }
inline Wide operator*(const Wide& left, double right) { return left * Wide(right); }
inline Wide operator-(const Wide& numbers) { return Wide() - numbers; }
inline Wide& operator+=(Wide& left, const Wide& right) { return left = left + right; }
inline Wide& operator-=(Wide& left, const Wide& right) { return left = left - right; }
inline Wide& operator*=(Wide& left, const Wide& right) { return left = left * right; }

inline Mask operator<(const Wide& left, const Wide& right) {
    Mask result;
    for (int part = 0; part < Wide::kParts; ++part) result.own[part] = left.own[part] < right.own[part];
    return result;
}

inline Mask operator==(const Wide& left, const Wide& right) {
    Mask result;
    for (int part = 0; part < Wide::kParts; ++part) result.own[part] = left.own[part] == right.own[part];
    return result;
}

inline Wide choose(const Mask& mask, const Wide& chosen, const Wide& other) {
    Wide result;
    for (int part = 0; part < Wide::kParts; ++part)
        result.own[part] = mask.own[part] ? chosen.own[part] : other.own[part];
    return result;
}

inline Wide larger(const Wide& left, const Wide& right) { return choose(left < right, right, left); }

inline Wide loaded(const double* numbers) {
    Wide result;
    std::memcpy(&result, numbers, sizeof result);
    return result;
}

inline Wide widened(const float* numbers) {
    Wide result;
    for (int part = 0; part < Wide::kParts; ++part) {
        NarrowFloats found;
        std::memcpy(&found, numbers + part * kNarrow, sizeof found);
        result.own[part] = __builtin_convertvector(found, Narrow);
    }
    return result;
}

inline double sum(const Wide& numbers) {
    return ((numbers[0] + numbers[1]) + (numbers[2] + numbers[3])) +
           ((numbers[4] + numbers[5]) + (numbers[6] + numbers[7]));
}

// Powers of e of numbers that are not above 0: within two units in the last place, 0 below the least normal one. A
// number is a whole multiple of log 2 and a rest, whose power is its Taylor series.
inline Wide power(const Wide& numbers) {
    constexpr double kLeast = -708.0, kLog2E = 1.4426950408889634, kHigh = 0x1.62e42fee00000p-1,
                     kLow = 0x1.a39ef35793c76p-33, kRounding = 0x1.8p52;
    constexpr double kShares[] = {1.0 / 6227020800.0, 1.0 / 479001600.0, 1.0 / 39916800.0, 1.0 / 3628800.0,
                                  1.0 / 362880.0,     1.0 / 40320.0,     1.0 / 5040.0,     1.0 / 720.0,
                                  1.0 / 120.0,        1.0 / 24.0,        1.0 / 6.0,        0.5,
                                  1.0,                1.0};
    constexpr std::int64_t kRoundingBits = 0x4338000000000000, kBias = 1023;
    constexpr int kMantissa = 52;
    const Wide bounded = larger(numbers, Wide(kLeast));
    const Wide shifted = bounded * kLog2E + kRounding, whole = shifted - kRounding;
    const Wide rest = (bounded - whole * kHigh) - whole * kLow;
    Wide series(kShares[0]);
    for (int place = 1; place < 14; ++place) series = series * rest + kShares[place];
    Wide scale;
    for (int part = 0; part < Wide::kParts; ++part)
        scale.own[part] = (Narrow)(((NarrowBits)shifted.own[part] - kRoundingBits + kBias) << kMantissa);
    return choose(numbers < Wide(kLeast), Wide(), series * scale);
}

}  // namespace kernels
