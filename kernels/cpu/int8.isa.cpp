// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/int8_isa.h"
#include "kernels/cpu/int8_vec.h"

namespace planscope::kernels::cpu::PS_ISA {
namespace {

template <class T>
void plainRow(const Int8Block& b, const T* data, const std::int8_t* weights, std::int32_t* sums) {
    std::uint32_t totals[kInt8Columns] = {};
    for (std::int64_t k = 0; k < b.depth; k += 4) {
        const std::int8_t* w = weights + k * kInt8Columns;
        for (int c = 0; c < kInt8Columns; ++c)
            totals[c] += static_cast<std::uint32_t>(data[k] * w[c * 4] + data[k + 1] * w[c * 4 + 1] + data[k + 2] * w[c * 4 + 2] +
                                                    data[k + 3] * w[c * 4 + 3]);
    }
    for (int c = 0; c < kInt8Columns; ++c) sums[c] = static_cast<std::int32_t>(totals[c]);
}

void plainBlock(const Int8Block& b) {
    for (std::int64_t r = 0; r < b.rows; ++r)
        for (int panel = 0; panel < 2; ++panel) {
            std::int32_t* sums = b.sums + r * 2 * kInt8Columns + panel * kInt8Columns;
            const std::uint8_t* data = b.data + r * b.dataStride;
            const std::int8_t* weights = b.weights + panel * b.panelStride;
            if (b.isSigned) plainRow(b, reinterpret_cast<const std::int8_t*>(data), weights, sums);
            else plainRow(b, data, weights, sums);
        }
}

/// Keeps a product and a sum two operations, each rounded.
inline Floats rounded(Floats x) {
#if defined(__AVX512F__)
    __asm__("" : "+v"(x));
#elif defined(__x86_64__)
    __asm__("" : "+x"(x));
#else
    __asm__("" : "+w"(x));
#endif
    return x;
}

inline bool any(Ints mask) {
#if defined(__AVX512F__)
    return _mm512_movepi32_mask((__m512i)mask) != 0;
#elif defined(__AVX2__)
    return _mm256_movemask_epi8((__m256i)mask) != 0;
#else
    std::int32_t all = 0;
    for (int i = 0; i < kLanes; ++i) all |= mask[i];
    return all != 0;
#endif
}

/// The product with the inverse is within 2^-13 of the rounded quotient where that matters (quotients below 2^9): only near the
/// middle between two integers the division itself decides.
inline Floats roundedQuotient(const RequantizeRows& r, Floats x) {
    const Floats product = x * r.inverse;
    const Floats nearest = roundEven(product);
    if (r.isExactInverse) return nearest;
    const Ints unsure = (absolute(rounded(product - nearest)) > 0.499F) | (product != product);
    return any(unsure) ? roundEven(x / r.step) : nearest;
}

/// The quotient bounded as integers.
inline Ints boundedSteps(const RequantizeRows& r, Floats steps) {
    const Floats bounded = fastMin(fastMax(steps, splat(r.least)), splat(r.most));
    return toInts(select(steps != steps, splat(0.0F), bounded)) + r.zeroPoint;
}

inline Ints quantised(const RequantizeRows& r, Floats x) {
#if defined(__AVX512F__)
    // The second operand wins where it is NaN.
    x = (Floats)_mm512_min_ps(_mm512_set1_ps(r.high), (__m512)x);
    x = (Floats)_mm512_max_ps(_mm512_set1_ps(r.low), (__m512)x);
    const __m512 product = (__m512)(x * r.inverse);
    const __m512 nearest = _mm512_roundscale_ps(product, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    const __m512 distance = _mm512_abs_ps(_mm512_sub_ps(product, nearest));
    const float sure = r.isExactInverse ? 0.5F : 0.499F;
    if (_mm512_cmp_ps_mask(distance, _mm512_set1_ps(sure), _CMP_NLE_UQ) != 0) return boundedSteps(r, roundedQuotient(r, x));
    const __m512 bounded = _mm512_min_ps(_mm512_max_ps(nearest, _mm512_set1_ps(r.least)), _mm512_set1_ps(r.most));
    return (Ints)_mm512_cvtps_epi32(bounded) + r.zeroPoint;
#else
    x = select(x > r.high, splat(r.high), x);
    x = select(x < r.low, splat(r.low), x);
    return boundedSteps(r, roundedQuotient(r, x));
#endif
}

inline Ints requantized(const RequantizeRows& r, Ints sums, Ints offset, Floats scale, Floats bias) {
    return quantised(r, rounded(toFloats(sums + offset) * scale) + bias);
}

inline void storeBytes(void* to, Ints values) {
#if defined(__AVX512F__)
    _mm_storeu_si128(static_cast<__m128i*>(to), _mm512_maskz_cvtepi32_epi8(0xffff, (__m512i)values));
#elif defined(__AVX2__)
    const __m256i gathered = _mm256_shuffle_epi8((__m256i)values, _mm256_set1_epi32(0x0c080400));
    const __m128i both = _mm_unpacklo_epi32(_mm256_castsi256_si128(gathered), _mm256_extracti128_si256(gathered, 1));
    _mm_storel_epi64(static_cast<__m128i*>(to), both);
#else
    for (int i = 0; i < kLanes; ++i) static_cast<std::uint8_t*>(to)[i] = static_cast<std::uint8_t>(values[i]);
#endif
}

__attribute__((always_inline)) inline void requantizeRow(const RequantizeRows& r, const std::int32_t* sums, std::uint8_t* out) {
    std::int64_t i = 0;
    for (; i + kLanes <= r.columns; i += kLanes)
        storeBytes(out + i, requantized(r, loadInts(sums + i), loadInts(r.offset + i), load(r.scale + i), load(r.bias + i)));
    if (i == r.columns) return;
    const std::int64_t rest = r.columns - i;
    Ints last = {}, offset = {};
    __builtin_memcpy(&last, sums + i, static_cast<std::size_t>(rest) * sizeof(std::int32_t));
    __builtin_memcpy(&offset, r.offset + i, static_cast<std::size_t>(rest) * sizeof(std::int32_t));
    std::uint8_t bytes[kLanes];
    storeBytes(bytes, requantized(r, last, offset, loadPart(r.scale + i, rest), loadPart(r.bias + i, rest)));
    __builtin_memcpy(out + i, bytes, static_cast<std::size_t>(rest));
}

void requantizeDividing(const RequantizeRows& rows) {
    const RequantizeRows r = rows;  // a copy stays in registers: the bytes that are stored could otherwise be part of it
    for (std::int64_t row = 0; row < r.rows; ++row)
        requantizeRow(r, r.sums + row * r.sumStride, static_cast<std::uint8_t*>(r.out) + row * r.outStride);
}

inline Ints nearestInts(Floats x) {
#if defined(__AVX512F__)
    return (Ints)_mm512_maskz_cvtps_epi32(0xffff, (__m512)x);
#elif defined(__AVX2__)
    return (Ints)_mm256_cvtps_epi32((__m256)x);
#else
    return toInts(roundEven(x));
#endif
}

/// Whether the division decides for an element of either vector.
inline bool isUnsure(Ints first, Ints second, Ints bits) {
#if defined(__AVX512F__)
    const __mmask16 left = _mm512_testn_epi32_mask((__m512i)first, (__m512i)bits), right = _mm512_testn_epi32_mask((__m512i)second, (__m512i)bits);
    return _kortestz_mask16_u8(left, right) == 0;
#else
    return any(((first & bits) == 0) | ((second & bits) == 0));
#endif
}

/// Without the fraction; one count per lane is cheaper than one count for all.
inline Ints whole(Ints steps, Ints fraction) {
#if defined(__AVX512F__)
    return (Ints)_mm512_maskz_srav_epi32(0xffff, (__m512i)steps, (__m512i)fraction);
#elif defined(__AVX2__)
    return (Ints)_mm256_srav_epi32((__m256i)steps, (__m256i)fraction);
#else
    return steps >> fraction;
#endif
}

/// Two vectors of steps as bytes; the first `count` are stored.
inline void storeSteps(std::uint8_t* to, Ints first, Ints second, const QuickSteps& quick, std::int64_t count) {
#if defined(__AVX512F__)
    const __m512i words = _mm512_packs_epi32((__m512i)first, (__m512i)second);
    const __m512i below = _mm512_min_epi16(words, _mm512_set1_epi16(static_cast<short>(quick.highest)));
    const __m512i bounded = _mm512_max_epi16(below, _mm512_set1_epi16(static_cast<short>(quick.lowest)));
    const __m512i ordered = _mm512_maskz_permutexvar_epi64(0xff, _mm512_setr_epi64(0, 2, 4, 6, 1, 3, 5, 7), bounded);
    const __m256i bytes = _mm512_maskz_cvtepi16_epi8(~__mmask32{}, ordered);
    if (count == 2 * kLanes) _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), bytes);
    else _mm256_mask_storeu_epi8(to, static_cast<__mmask32>((std::uint64_t{1} << count) - 1), bytes);
#else
    const Ints halves[2] = {first, second};
    std::uint8_t bytes[2 * kLanes];
    for (int h = 0; h < 2; ++h) {
        const Ints below = halves[h] < quick.highest ? halves[h] : splatInt(quick.highest);
        storeBytes(bytes + h * kLanes, below > quick.lowest ? below : splatInt(quick.lowest));
    }
    __builtin_memcpy(to, bytes, static_cast<std::size_t>(count));
#endif
}

/// What is given per column, for a vector of columns.
struct ColumnSteps {
    Ints offset;
    Floats factor, addend;

    ColumnSteps(const RequantizeRows& r, std::int64_t i) : offset(loadInts(r.offset + i)), factor(load(r.factor + i)), addend(load(r.addend + i)) {}
};

__attribute__((noinline, cold)) Ints dividedSteps(const RequantizeRows& r, const std::int32_t* sums, std::int64_t column) {
    return requantized(r, loadInts(sums), loadInts(r.offset + column), load(r.scale + column), load(r.bias + column));
}

inline Ints fixedSteps(const ColumnSteps& columns, const std::int32_t* sums) {
    return nearestInts(toFloats(loadInts(sums) + columns.offset) * columns.factor + columns.addend);
}

void requantizeFixed(const RequantizeRows& r) {
    const QuickSteps quick = r.quick;
    const Ints unsure = splatInt(quick.unsure), fraction = splatInt(quick.fraction);
    const std::int64_t rows = r.rows, columns = r.columns, sumStride = r.sumStride, outStride = r.outStride;
    for (std::int64_t i = 0; i < columns; i += 2 * kLanes) {
        const ColumnSteps left(r, i), right(r, i + kLanes);
        const std::int64_t count = columns - i < 2 * kLanes ? columns - i : 2 * kLanes;
        const std::int32_t* sums = r.sums + i;
        std::uint8_t* out = static_cast<std::uint8_t*>(r.out) + i;
        for (std::int64_t row = 0; row < rows; ++row, sums += sumStride, out += outStride) {
            const Ints fixedLeft = fixedSteps(left, sums), fixedRight = fixedSteps(right, sums + kLanes);
            Ints first = whole(fixedLeft, fraction), second = whole(fixedRight, fraction);
            if (__builtin_expect(isUnsure(fixedLeft, fixedRight, unsure), 0)) {
                if (isUnsure(fixedLeft, fixedLeft, unsure)) first = dividedSteps(r, sums, i);
                if (isUnsure(fixedRight, fixedRight, unsure)) second = dividedSteps(r, sums + kLanes, i + kLanes);
            }
            storeSteps(out, first, second, quick, count);
        }
    }
}

void requantizeExact(const RequantizeRows& r) {
    const QuickSteps quick = r.quick;
    const Ints zero = splatInt(quick.zeroPoint);
    const std::int64_t rows = r.rows, columns = r.columns, sumStride = r.sumStride, outStride = r.outStride;
    for (std::int64_t i = 0; i < columns; i += 2 * kLanes) {
        const ColumnSteps left(r, i), right(r, i + kLanes);
        const std::int64_t count = columns - i < 2 * kLanes ? columns - i : 2 * kLanes;
        const std::int32_t* sums = r.sums + i;
        std::uint8_t* out = static_cast<std::uint8_t*>(r.out) + i;
        for (std::int64_t row = 0; row < rows; ++row, sums += sumStride, out += outStride)
            storeSteps(out, fixedSteps(left, sums) + zero, fixedSteps(right, sums + kLanes) + zero, quick, count);
    }
}

/// x > high and x < low as clip has them: NaN stays.
inline Floats boundedFloats(const RequantizeRows& r, Floats x) {
    x = select(x > r.high, splat(r.high), x);
    return select(x < r.low, splat(r.low), x);
}

void scaleSums(const RequantizeRows& rows) {
    const RequantizeRows r = rows;
    for (std::int64_t i = 0; i < r.columns; i += kLanes) {
        const Ints offset = loadInts(r.offset + i);
        const Floats scale = load(r.scale + i), bias = load(r.bias + i);
        const std::int64_t count = r.columns - i < kLanes ? r.columns - i : kLanes;
        float* to = static_cast<float*>(r.out) + i;
        for (std::int64_t row = 0; row < r.rows; ++row, to += r.outStride) {
            const Floats product = rounded(toFloats(loadInts(r.sums + row * r.sumStride + i) + offset) * scale);
            const Floats x = boundedFloats(r, r.hasBias ? product + bias : product);
            if (count == kLanes) store(to, x);
            else storePart(to, x, count);
        }
    }
}

void quantizeFloats(const FloatRow& row) {
    const FloatRow r = row;
    std::int64_t i = 0;
    for (; i + kLanes <= r.count; i += kLanes) storeBytes(r.out + i, quantised(r.quantizer, load(r.in + i)));
    if (i == r.count) return;
    std::uint8_t bytes[kLanes];
    storeBytes(bytes, quantised(r.quantizer, loadPart(r.in + i, r.count - i)));
    __builtin_memcpy(r.out + i, bytes, static_cast<std::size_t>(r.count - i));
}

void requantize(const RequantizeRows& rows) {
    if (rows.quick.form == QuickSteps::Form::Fixed) requantizeFixed(rows);
    else if (rows.quick.form == QuickSteps::Form::Exact) requantizeExact(rows);
    else requantizeDividing(rows);
}

template <bool isSignedA, bool isSignedB>
inline Ints summed(const ByteSumRow& r, const std::uint8_t* a, const std::uint8_t* b) {
    const Floats x = rounded((toFloats(loadBytes<isSignedA>(a)) - r.zeroA) * r.scaleA);
    const Floats y = rounded((toFloats(loadBytes<isSignedB>(b)) - r.zeroB) * r.scaleB);
    return quantised(r.quantizer, x + y);
}

template <bool isSignedA, bool isSignedB>
void sumDividing(const ByteSumRow& row, std::int64_t first) {
    const ByteSumRow r = row;
    std::int64_t i = first;
    for (; i + kLanes <= r.count; i += kLanes) storeBytes(r.out + i, summed<isSignedA, isSignedB>(r, r.a + i, r.b + i));
    if (i == r.count) return;
    const auto rest = static_cast<std::size_t>(r.count - i);
    std::uint8_t a[kLanes] = {}, b[kLanes] = {}, out[kLanes];
    __builtin_memcpy(a, r.a + i, rest);
    __builtin_memcpy(b, r.b + i, rest);
    storeBytes(out, summed<isSignedA, isSignedB>(r, a, b));
    __builtin_memcpy(r.out + i, out, rest);
}

template <bool isSignedA, bool isSignedB>
__attribute__((noinline, cold)) Ints dividedSum(const ByteSumRow& r, std::int64_t i) {
    return summed<isSignedA, isSignedB>(r, r.a + i, r.b + i);
}

template <bool isSignedA, bool isSignedB>
inline Ints fixedSum(const ByteSumRow& r, std::int64_t i) {
    const Floats a = toFloats(loadBytes<isSignedA>(r.a + i)), b = toFloats(loadBytes<isSignedB>(r.b + i));
    return nearestInts(a * r.factorA + (b * r.factorB + r.addend));
}

template <bool isSignedA, bool isSignedB>
void sumAll(const ByteSumRow& row) {
    const ByteSumRow r = row;
    const QuickSteps quick = r.quantizer.quick;
    const Ints unsure = splatInt(quick.unsure), fraction = splatInt(quick.fraction);
    std::int64_t i = 0;
    if (quick.form == QuickSteps::Form::Fixed)
        for (; i + 2 * kLanes <= r.count; i += 2 * kLanes) {
            const Ints fixedLeft = fixedSum<isSignedA, isSignedB>(r, i), fixedRight = fixedSum<isSignedA, isSignedB>(r, i + kLanes);
            Ints first = whole(fixedLeft, fraction), second = whole(fixedRight, fraction);
            if (__builtin_expect(isUnsure(fixedLeft, fixedRight, unsure), 0)) {
                if (isUnsure(fixedLeft, fixedLeft, unsure)) first = dividedSum<isSignedA, isSignedB>(row, i);
                if (isUnsure(fixedRight, fixedRight, unsure)) second = dividedSum<isSignedA, isSignedB>(row, i + kLanes);
            }
            storeSteps(r.out + i, first, second, quick, 2 * kLanes);
        }
    sumDividing<isSignedA, isSignedB>(row, i);
}

void sumBytes(const ByteSumRow& r) {
    if (r.isSignedA && r.isSignedB) sumAll<true, true>(r);
    else if (r.isSignedA) sumAll<true, false>(r);
    else if (r.isSignedB) sumAll<false, true>(r);
    else sumAll<false, false>(r);
}

#if defined(__AVX512F__)
template <int rows>
__attribute__((target("avx512vnni"))) void vnniRows(const Int8Block& b, std::int64_t row) {
    __m512i sums[rows][2];
    for (int r = 0; r < rows; ++r) sums[r][0] = sums[r][1] = _mm512_setzero_si512();
    const std::uint8_t* data = b.data + row * b.dataStride;
    for (std::int64_t k = 0; k < b.depth; k += 4) {
        const __m512i w0 = _mm512_loadu_si512(b.weights + k * kInt8Columns);
        const __m512i w1 = _mm512_loadu_si512(b.weights + b.panelStride + k * kInt8Columns);
        for (int r = 0; r < rows; ++r) {
            std::int32_t four;
            __builtin_memcpy(&four, data + r * b.dataStride + k, 4);
            const __m512i x = _mm512_set1_epi32(four);
            sums[r][0] = _mm512_dpbusd_epi32(sums[r][0], x, w0);
            sums[r][1] = _mm512_dpbusd_epi32(sums[r][1], x, w1);
        }
    }
    for (int r = 0; r < rows; ++r)
        for (int panel = 0; panel < 2; ++panel)
            _mm512_storeu_si512(b.sums + (row + r) * 2 * kInt8Columns + panel * kInt8Columns, sums[r][panel]);
}

__attribute__((target("avx512vnni"))) void vnniBlock(const Int8Block& b) {
    constexpr int group = 8;
    std::int64_t row = 0;
    for (; row + group <= b.rows; row += group) vnniRows<group>(b, row);
    for (; row < b.rows; ++row) vnniRows<1>(b, row);
}

struct alignas(64) TileConfig {
    std::uint8_t palette = 1, startRow = 0, reserved[14] = {};
    std::uint16_t rowBytes[16] = {64, 64, 64, 64, 64, 64, 64, 64};
    std::uint8_t rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
};

/// In memory for good: the intrinsic tells the compiler of its first bytes only.
constinit const TileConfig kTiles;

__attribute__((target("amx-tile,amx-int8"))) void amxBegin() { _tile_loadconfig(&kTiles); }
__attribute__((target("amx-tile,amx-int8"))) void amxEnd() { _tile_release(); }

template <bool isSigned, bool isTall>
__attribute__((target("amx-tile,amx-int8"))) void amxTiles(const Int8Block& b) {
    constexpr int half = 16;
    _tile_zero(0);
    _tile_zero(1);
    if (isTall) {
        _tile_zero(2);
        _tile_zero(3);
    }
    const auto stride = static_cast<std::size_t>(b.dataStride);
    for (std::int64_t k = 0; k < b.depth; k += kInt8AmxDepth) {
        const std::int8_t* const weights = b.weights + k * kInt8Columns;
        _tile_loadd(6, weights, 64);
        _tile_loadd(7, weights + b.panelStride, 64);
        _tile_loadd(4, b.data + k, stride);
        if (isSigned) {
            _tile_dpbssd(0, 4, 6);
            _tile_dpbssd(1, 4, 7);
        } else {
            _tile_dpbusd(0, 4, 6);
            _tile_dpbusd(1, 4, 7);
        }
        if (!isTall) continue;
        _tile_loadd(5, b.data + half * b.dataStride + k, stride);
        if (isSigned) {
            _tile_dpbssd(2, 5, 6);
            _tile_dpbssd(3, 5, 7);
        } else {
            _tile_dpbusd(2, 5, 6);
            _tile_dpbusd(3, 5, 7);
        }
    }
    constexpr std::size_t sumStride = 2 * kInt8Columns * sizeof(std::int32_t);
    _tile_stored(0, b.sums, sumStride);
    _tile_stored(1, b.sums + kInt8Columns, sumStride);
    if (!isTall) return;
    _tile_stored(2, b.sums + half * 2 * kInt8Columns, sumStride);
    _tile_stored(3, b.sums + half * 2 * kInt8Columns + kInt8Columns, sumStride);
}

void amxBlock(const Int8Block& b) {
    const bool isTall = b.rows > 16;
    if (b.isSigned) {
        if (isTall) amxTiles<true, true>(b);
        else amxTiles<true, false>(b);
        return;
    }
    if (isTall) amxTiles<false, true>(b);
    else amxTiles<false, false>(b);
}
#endif

}  // namespace

#if defined(__AVX512F__)
extern constinit const Int8Isa int8Isa = {&plainBlock, &vnniBlock, &amxBegin, &amxBlock, &amxEnd, &requantize, &scaleSums, &sumBytes, &quantizeFloats};
#else
extern constinit const Int8Isa int8Isa = {&plainBlock, nullptr, nullptr, nullptr, nullptr, &requantize, &scaleSums, &sumBytes, &quantizeFloats};
#endif

}  // namespace planscope::kernels::cpu::PS_ISA
