// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/tensor_view.h"
#include "kernels/cpu/int8_dot.h"
#include "kernels/cpu/int8_epilogue.h"

#include <optional>
#include <vector>

namespace planscope::kernels::cpu {

/// A convolution of bytes over two spatial axes, channels innermost. A product of matrices is one over M pixels.
struct Int8Problem {
    std::int64_t images = 1, inHeight = 1, inWidth = 1, outHeight = 1, outWidth = 1;
    std::int64_t channels = 1, maps = 1;
    std::int64_t kernelHeight = 1, kernelWidth = 1;
    std::int64_t strideHeight = 1, strideWidth = 1, dilationHeight = 1, dilationWidth = 1, padTop = 0, padLeft = 0;
    std::int64_t groups = 1;   ///< of channels and maps; but for depthwise ones
    bool isDepthwise = false;  ///< one filter per channel; maps == channels
    bool isSigned = true;      ///< of the data: Int8, else UInt8
    int zeroPoint = 0;

    std::int64_t taps() const { return kernelHeight * kernelWidth; }
    std::int64_t pixels() const { return images * outHeight * outWidth; }
};

/// Exact sums of products, modulo 2^32, followed by an epilogue on parts that are in the cache. Weights are packed once.
class Int8Convolution {
public:
    /// Where the weight of output `map`, input channel `channel` of its group and tap (row-major) lies.
    struct WeightStrides {
        std::int64_t map = 0, channel = 0, tap = 0;
    };
    /// @param dot  of a depthwise convolution: Plain or Vnni
    Int8Convolution(const Int8Problem& problem, const std::int8_t* weights, const WeightStrides& strides, Int8Epilogue epilogue,
                    Isa isa, Int8Dot dot, int threads);

    /// @param inputs  data of the epilogue's inputs. Not from two threads at once: it has buffers. No heap.
    void run(const void* in, std::span<const void* const> inputs, void* out) noexcept;

    std::size_t residentBytes() const;

private:
    struct Buffers {
        std::vector<std::uint8_t> data;   ///< kInt8Rows rows of m_depth
        std::vector<std::int32_t> block;  ///< rows of two panels
        std::vector<std::int32_t> sums;   ///< rows of all maps
    };
    /// Maps that are computed together, and the channels they read: whole groups, or a part of one.
    struct Block {
        std::int64_t map = 0, maps = 0, channel = 0, channels = 0;
    };
    static std::vector<Block> blocksOf(const Int8Problem& problem);
    void packTaps(const std::int8_t* weights, const WeightStrides& strides);
    void packWeights(const std::int8_t* weights, const WeightStrides& strides);
    void packPixels(const std::uint8_t* in, const Block& block, std::int64_t first, std::int64_t count, std::uint8_t* to) const noexcept;
    void packPixel(const std::uint8_t* in, const Block& block, std::int64_t image, std::int64_t oh, std::int64_t ow,
                   std::uint8_t* to) const noexcept;
    void runChunks(const std::uint8_t* in, std::span<const void* const> inputs, void* out, Buffers& buffers, std::int64_t first,
                   std::int64_t last) const noexcept;
    void runDepthwise(const std::uint8_t* in, std::span<const void* const> inputs, void* out, Buffers& buffers, std::int64_t first,
                      std::int64_t last) const noexcept;
    /// The epilogue of a block of `rows` pixels, or its preparation where it needs all maps. @param sums  rows of kBlockColumns
    void finishPart(const std::int32_t* sums, Buffers& buffers, std::int64_t pixel, std::int64_t rows, const Block& block,
                    void* out) const noexcept;

    Int8Problem m_problem;
    Int8Epilogue m_epilogue;
    const Int8Isa* m_isa;
    const Int8DepthwiseIsa* m_depthwise;
    Int8Dot m_dot;
    bool m_flipsSign;   ///< data is made unsigned by adding 128
    bool m_readsDirect; ///< rows of the input are rows of the product, but for the last
    std::int64_t m_depth = 0;   ///< products per sum, rounded up
    std::vector<Block> m_blocks;
    std::vector<std::int8_t> m_weights;  ///< two panels per block
    std::vector<std::int32_t> m_taps;  ///< weights of a depthwise convolution
    std::vector<std::int32_t> m_depthwiseOffsets;
    std::vector<double> m_reaches;        ///< most that sums of products are
    std::vector<std::int32_t> m_offsets;  ///< what zero points take away from sums of products of all channels
    std::vector<Buffers> m_buffers;    ///< one per thread
};

}  // namespace planscope::kernels::cpu
