// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

/// Parameters of the safe kernels as they lie in plans: little-endian, no pointers, no padding that is not named.
namespace planscope::kernels::safe {

constexpr int kProgramSteps = 40;
constexpr int kProgramInputs = 8;
constexpr int kChannelLanes = 16;  ///< output channels and columns that weights are packed by

/// A step of kernels/api/pointwise.h.
struct ProgramStepRecord {
    std::uint8_t op, type;
    std::int8_t a, b, c;
    std::uint8_t zero[3];
    float alpha, beta;
};

struct ProgramRecord {
    std::int32_t stepCount;   ///< 0: there is none
    std::int32_t inputCount;
    ProgramStepRecord steps[kProgramSteps];
};

/// Inputs: x [N,C,H,W], packed weights [groups][ceil(K/groups/16)][C/groups][R][S][16] in Float, bias Float [K] where hasBias, then
/// the inputs 1, 2, ... of the epilogue.
struct ConvolutionRecord {
    std::int32_t groups;
    std::int32_t kernel[2], stride[2], dilation[2];
    std::int32_t before[2];    ///< rows and columns of zeros in front
    std::int32_t inputZero;    ///< subtracted from integers
    std::int32_t isInteger;    ///< sums are exact Int32
    std::int32_t hasBias;
    ProgramRecord epilogue;
};

/// Inputs: a, b, bias of the output's last axis where hasBias, then those of the epilogue. Output [batch..., rows, columns].
/// b is packed as [ceil(columns/16)][depth][16] Float where bIsPacked, else it is read by its strides.
struct MatrixRecord {
    std::int32_t rows, columns, depth, batchRank;
    std::int32_t batch[6];
    std::int32_t aBatch[6], bBatch[6];  ///< strides in elements
    std::int32_t aRow, aDepth, bDepth, bColumn;
    std::int32_t bIsPacked, isInteger, inputZero, hasBias;
    ProgramRecord epilogue;
};

/// Moves input number i of a copy to its place. Lists have `rank` entries; strides and offsets in elements.
struct CopyRecord {
    std::int64_t from, to;
    std::int64_t fromStride[8], toStride[8];
    std::int32_t extent[8];
    std::int32_t rank;
    std::int32_t fills;       ///< the output is filled before input 0 is moved
    std::uint32_t fillBits;   ///< of one element
    std::int32_t zero;
};

/// Input and output [N,C,H,W].
struct PoolingRecord {
    std::int32_t isAverage;
    std::int32_t window[2], stride[2], before[2], after[2];
    std::int32_t countsPadding;
    std::int32_t zero[2];
};

/// Along one axis of [outer, length, inner].
struct LineRecord {
    std::int32_t outer, length, inner;
    std::int32_t flag;  ///< softmax: 1 gives logarithms; reduce: the operation
};

/// Data [outer, length, inner], indices Int32 of any shape.
struct GatherRecord {
    std::int32_t outer, length, inner;
    std::int32_t zero;
};

/// Inputs: x, then for each axis of H and W an Int32 table [extent, taps] and a Float table of weights.
struct ResizeRecord {
    std::int32_t planes;
    std::int32_t in[2], out[2];
    std::int32_t taps;       ///< 1, 2 or 4
    std::int32_t zero[2];
};

}  // namespace planscope::kernels::safe
