// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace planscope::kernels::cpu {

/// How sums of products of bytes are taken. All are exact modulo 2^32.
enum class Int8Dot : std::uint8_t {
    Plain,  ///< the compiler's vectors
    Vnni,   ///< AVX-512 VNNI; data bytes are unsigned
    Amx,    ///< AMX tiles
};

inline constexpr int kInt8Columns = 16;  ///< outputs of one panel of weights
/// Products are taken in steps of this many.
inline constexpr int kInt8Depth = 4, kInt8AmxDepth = 64;
inline constexpr int kInt8Rows = 32;     ///< most rows of one call
inline constexpr int kInt8Padding = 2 * kInt8Columns;  ///< columns are readable in multiples of this

/// sums[r][c] = sum over k < depth of data[r][k] * weights[k][c] for `rows` <= kInt8Rows rows and two panels of columns.
struct Int8Block {
    const std::uint8_t* data = nullptr;  ///< rows `dataStride` bytes apart; for Amx readable up to kInt8Rows rows
    std::int64_t dataStride = 0;
    const std::int8_t* weights = nullptr;  ///< panels [depth / 4][16 columns][4]
    std::int64_t panelStride = 0;          ///< bytes from one panel to the next
    std::int64_t depth = 0;                ///< a multiple of kInt8Depth, for Amx of kInt8AmxDepth
    std::int64_t rows = 0;
    std::int32_t* sums = nullptr;  ///< rows of 32; kInt8Rows rows are writable
    bool isSigned = false;         ///< of the data, for Plain and Amx
};

/// Quantising by a product and a sum instead of a division, where that provably decides as the division does (int8_steps.h).
struct QuickSteps {
    enum class Form : std::uint8_t {
        None,   ///< not offered
        Fixed,  ///< fixed point, zero point and one half included; near the middle between two steps the division decides
        Exact,  ///< all factors are powers of two: what is rounded is what the division would give
    };
    Form form = Form::None;
    std::int32_t fraction = 0;  ///< bits behind the point
    std::int32_t unsure = 0;    ///< bits that are all zero where the division decides
    std::int32_t zeroPoint = 0;
    std::int32_t lowest = -128, highest = 127;  ///< of bytes, zero point included
};

/// out[i] = cast(round(clip((sums[i] * scale[i] + bias[i]), low, high) / step) + zero point), rounded to Float after each
/// operation as the pointwise program is.
/// Rows are `sumStride` sums and `outStride` bytes apart. With `quick`, sums and what is given per column are readable up to a
/// multiple of kInt8Padding columns.
struct RequantizeRows {
    const std::int32_t* sums = nullptr;
    std::int64_t sumStride = 0, outStride = 0;
    std::int64_t rows = 0, columns = 0;
    const std::int32_t* offset = nullptr;  ///< added to the sums, modulo 2^32
    const float* scale = nullptr;
    const float* bias = nullptr;
    void* out = nullptr;
    float low = 0, high = 0;  ///< of the value before it is quantised; infinite: not bounded
    float step = 1, inverse = 1;
    bool isExactInverse = false;  ///< the step is a power of two
    float least = -128, most = 127;  ///< of quotients
    int zeroPoint = 0;
    bool hasBias = true;  ///< adding 0 would take the sign from zero
    QuickSteps quick;
    const float* factor = nullptr;  ///< of `quick`, like `addend`: steps = sums * factor + addend
    const float* addend = nullptr;
};

/// out[i] = quantised(bound((a[i] - zeroA) * scaleA + (b[i] - zeroB) * scaleB)), rounded to Float after each operation.
struct ByteSumRow {
    const std::uint8_t* a = nullptr;
    const std::uint8_t* b = nullptr;
    bool isSignedA = false, isSignedB = false;
    float zeroA = 0, zeroB = 0, scaleA = 1, scaleB = 1;
    RequantizeRows quantizer;  ///< bounds, step and zero point
    float factorA = 0, factorB = 0, addend = 0;  ///< of the quantizer's quick form: steps = a * factorA + b * factorB + addend
    std::uint8_t* out = nullptr;
    std::int64_t count = 0;
};

/// out[i] = quantised(bound(in[i])).
struct FloatRow {
    const float* in = nullptr;
    RequantizeRows quantizer;  ///< bounds, step and zero point
    std::uint8_t* out = nullptr;
    std::int64_t count = 0;
};

/// Up to kInt8Padding channels of a row of a depthwise convolution of bytes, channels innermost.
struct Int8DepthwiseRow {
    const std::uint8_t* in = nullptr;  ///< image
    std::int64_t firstChannel = 0, lastChannel = 0;  ///< those computed
    std::int64_t channels = 0, inHeight = 0, inWidth = 0;
    const std::int32_t* weights = nullptr;  ///< [kernelHeight][kernelWidth][channels], in the lower 16 bits
    const std::int32_t* offsets = nullptr;  ///< [kernelHeight + 1][channels]: - zero point * sum of the weights in the rows before
    std::int64_t kernelHeight = 0, kernelWidth = 0, dilationHeight = 1, dilationWidth = 1, strideWidth = 1;
    std::int64_t firstRow = 0, padLeft = 0, outWidth = 0;
    std::int32_t zeroPoint = 0;
    bool isSigned = false;
    std::int32_t* sums = nullptr;  ///< [outWidth][kInt8Padding]
};

struct Int8Isa {
    void (*plainBlock)(const Int8Block& block) = nullptr;
    void (*vnniBlock)(const Int8Block& block) = nullptr;  ///< null: not offered
    void (*amxBegin)() = nullptr;
    void (*amxBlock)(const Int8Block& block) = nullptr;  ///< between amxBegin and amxEnd of the same thread
    void (*amxEnd)() = nullptr;
    void (*requantize)(const RequantizeRows& rows) = nullptr;
    void (*scaleSums)(const RequantizeRows& rows) = nullptr;  ///< out: Float, what would be quantised
    void (*sumBytes)(const ByteSumRow& row) = nullptr;
    void (*quantizeFloats)(const FloatRow& row) = nullptr;
};

struct Int8DepthwiseIsa {
    void (*row)(const Int8DepthwiseRow& row) = nullptr;
    void (*rowVnni)(const Int8DepthwiseRow& row) = nullptr;  ///< null: not offered
};

namespace generic {
extern const Int8Isa int8Isa;
extern const Int8DepthwiseIsa int8DepthwiseIsa;
}
namespace avx2 {
extern const Int8Isa int8Isa;
extern const Int8DepthwiseIsa int8DepthwiseIsa;
}
namespace avx512 {
extern const Int8Isa int8Isa;
extern const Int8DepthwiseIsa int8DepthwiseIsa;
}

}  // namespace planscope::kernels::cpu
