// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/int8_convolution.h"

#include "kernels/cpu/parallel.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace planscope::kernels::cpu {
namespace {

constexpr std::int64_t kBlockColumns = 2 * kInt8Columns;
constexpr std::uint8_t kSignBit = 0x80;
constexpr int kMostData = 255;            ///< |x - zero point|
constexpr std::int64_t kShortCopy = 16;   ///< bytes

/// Short runs in pieces of one size, without a call; what lies behind the run is overwritten or meets weights of zero.
void copyBytes(std::uint8_t* to, const std::uint8_t* from, std::int64_t count, const std::uint8_t* end) {
    constexpr std::int64_t kLongCopy = 8 * kShortCopy;
    if (count > kLongCopy || end - from < count + kShortCopy) {
        std::memcpy(to, from, static_cast<std::size_t>(count));
        return;
    }
    for (std::int64_t i = 0; i < count; i += kShortCopy) std::memcpy(to + i, from + i, static_cast<std::size_t>(kShortCopy));
}

std::int64_t roundedUp(std::int64_t value, std::int64_t to) { return (value + to - 1) / to * to; }

}  // namespace

Int8Convolution::Int8Convolution(const Int8Problem& problem, const std::int8_t* weights, const WeightStrides& strides,
                                 Int8Epilogue epilogue, Isa isa, Int8Dot dot, int threads)
    : m_problem(problem), m_epilogue(std::move(epilogue)), m_isa(&forIsa(isa, generic::int8Isa, avx2::int8Isa, avx512::int8Isa)),
      m_depthwise(&forIsa(isa, generic::int8DepthwiseIsa, avx2::int8DepthwiseIsa, avx512::int8DepthwiseIsa)), m_dot(dot), m_flipsSign(dot == Int8Dot::Vnni && problem.isSigned && !problem.isDepthwise),
      m_blocks(blocksOf(problem)), m_buffers(static_cast<std::size_t>(std::max(threads, 1))) {
    const Int8Problem& p = m_problem;
    std::int64_t channels = 0;
    for (const Block& block : m_blocks) channels = std::max(channels, block.channels);
    m_depth = roundedUp(p.taps() * channels, dot == Int8Dot::Amx ? kInt8AmxDepth : kInt8Depth);
    const bool isPlainRow = p.taps() == 1 && p.strideHeight == 1 && p.strideWidth == 1 && p.padTop == 0 && p.padLeft == 0 &&
                            p.inHeight == p.outHeight && p.inWidth == p.outWidth;
    m_readsDirect = isPlainRow && p.groups == 1 && !m_flipsSign;
    m_offsets.assign(static_cast<std::size_t>(p.maps), 0);
    m_reaches.assign(static_cast<std::size_t>(p.maps), 0);
    if (p.isDepthwise) packTaps(weights, strides);
    else packWeights(weights, strides);
    const std::span<const std::int32_t> integers = m_epilogue.integers();
    for (std::size_t map = 0; map < std::min(integers.size(), m_offsets.size()); ++map)
        m_offsets[map] = static_cast<std::int32_t>(static_cast<std::uint32_t>(m_offsets[map]) + static_cast<std::uint32_t>(integers[map]));
    m_epilogue.setOffsets(m_offsets, m_reaches);
    const std::int64_t rows = p.isDepthwise ? p.outWidth : kInt8Rows;
    for (Buffers& buffers : m_buffers) {
        if (!p.isDepthwise) buffers.data.assign(static_cast<std::size_t>(kInt8Rows * m_depth + kShortCopy), 0);
        buffers.block.assign(static_cast<std::size_t>(rows * kBlockColumns), 0);
        if (!m_epilogue.takesParts()) buffers.sums.assign(static_cast<std::size_t>(rows * p.maps), 0);
    }
}

std::vector<Int8Convolution::Block> Int8Convolution::blocksOf(const Int8Problem& problem) {
    const std::int64_t groups = problem.isDepthwise ? problem.maps : problem.groups;
    const std::int64_t groupMaps = problem.maps / groups, groupChannels = problem.channels / groups;
    const std::int64_t together = std::max<std::int64_t>(1, kBlockColumns / groupMaps);
    std::vector<Block> blocks;
    for (std::int64_t group = 0; group < groups; group += together) {
        const std::int64_t count = std::min(together, groups - group);
        for (std::int64_t map = 0; map < count * groupMaps; map += kBlockColumns)
            blocks.push_back({group * groupMaps + map, std::min(kBlockColumns, count * groupMaps - map), group * groupChannels,
                              count * groupChannels});
    }
    return blocks;
}

void Int8Convolution::packTaps(const std::int8_t* weights, const WeightStrides& strides) {
    const Int8Problem& p = m_problem;
    m_taps.resize(static_cast<std::size_t>(p.taps() * p.maps));
    m_depthwiseOffsets.assign(static_cast<std::size_t>((p.kernelHeight + 1) * p.maps), 0);
    for (std::int64_t tap = 0; tap < p.taps(); ++tap)
        for (std::int64_t c = 0; c < p.maps; ++c) {
            const std::int32_t weight = weights[c * strides.map + tap * strides.tap];
            m_taps[static_cast<std::size_t>(tap * p.maps + c)] = weight & 0xffff;
            for (std::int64_t row = tap / p.kernelWidth + 1; row <= p.kernelHeight; ++row)
                m_depthwiseOffsets[static_cast<std::size_t>(row * p.maps + c)] -= p.zeroPoint * weight;
            m_reaches[static_cast<std::size_t>(c)] += kMostData * std::abs(weight);
        }
}

void Int8Convolution::packWeights(const std::int8_t* weights, const WeightStrides& strides) {
    const Int8Problem& p = m_problem;
    const std::int64_t groupMaps = p.maps / p.groups, groupChannels = p.channels / p.groups;
    const auto zero = static_cast<std::uint32_t>(p.zeroPoint + (m_flipsSign ? kSignBit : 0));
    m_weights.assign(m_blocks.size() * static_cast<std::size_t>(kBlockColumns * m_depth), 0);
    std::int8_t* panels = m_weights.data();
    for (const Block& block : m_blocks) {
        for (std::int64_t i = 0; i < block.maps; ++i) {
            const std::int64_t map = block.map + i, firstChannel = map / groupMaps * groupChannels - block.channel;
            std::int8_t* const panel = panels + i / kInt8Columns * kInt8Columns * m_depth;
            std::uint32_t sum = 0;
            for (std::int64_t tap = 0; tap < p.taps(); ++tap)
                for (std::int64_t c = 0; c < groupChannels; ++c) {
                    const std::int8_t weight = weights[map * strides.map + c * strides.channel + tap * strides.tap];
                    const std::int64_t k = tap * block.channels + firstChannel + c;
                    panel[k / 4 * 4 * kInt8Columns + i % kInt8Columns * 4 + k % 4] = weight;
                    sum += static_cast<std::uint32_t>(static_cast<std::int32_t>(weight));
                    m_reaches[static_cast<std::size_t>(map)] += kMostData * std::abs(static_cast<int>(weight));
                }
            m_offsets[static_cast<std::size_t>(map)] = static_cast<std::int32_t>(0U - zero * sum);
        }
        panels += kBlockColumns * m_depth;
    }
}

std::size_t Int8Convolution::residentBytes() const {
    return m_weights.size() + (m_taps.size() + m_offsets.size()) * sizeof(std::int32_t);
}

void Int8Convolution::packPixels(const std::uint8_t* in, const Block& block, std::int64_t first, std::int64_t count, std::uint8_t* to) const noexcept {
    const Int8Problem& p = m_problem;
    std::int64_t ow = first % p.outWidth, oh = first / p.outWidth % p.outHeight, image = first / (p.outWidth * p.outHeight);
    for (std::int64_t r = 0; r < count; ++r) {
        packPixel(in, block, image, oh, ow, to + r * m_depth);
        if (++ow < p.outWidth) continue;
        ow = 0;
        if (++oh < p.outHeight) continue;
        oh = 0;
        ++image;
    }
}

/// The elements under the window of an output pixel; the zero point where it lies outside. May write kShortCopy bytes more.
void Int8Convolution::packPixel(const std::uint8_t* in, const Block& block, std::int64_t image, std::int64_t oh, std::int64_t ow,
                                std::uint8_t* to) const noexcept {
    const Int8Problem& p = m_problem;
    const auto zero = static_cast<std::uint8_t>(p.zeroPoint);
    const std::int64_t left = ow * p.strideWidth - p.padLeft, tapBytes = block.channels;
    const std::uint8_t* const end = in + p.images * p.inHeight * p.inWidth * p.channels;
    const bool isDense = p.dilationWidth == 1 && p.groups == 1;
    std::uint8_t* at = to;
    for (std::int64_t kh = 0; kh < p.kernelHeight; ++kh) {
        const std::int64_t ih = oh * p.strideHeight + kh * p.dilationHeight - p.padTop;
        if (ih < 0 || ih >= p.inHeight) {
            std::memset(at, zero, static_cast<std::size_t>(p.kernelWidth * tapBytes));
            at += p.kernelWidth * tapBytes;
            continue;
        }
        const std::uint8_t* const line = in + (image * p.inHeight + ih) * p.inWidth * p.channels + block.channel;
        if (isDense && left >= 0 && left + p.kernelWidth <= p.inWidth) {
            copyBytes(at, line + left * tapBytes, p.kernelWidth * tapBytes, end);
            at += p.kernelWidth * tapBytes;
            continue;
        }
        for (std::int64_t kw = 0; kw < p.kernelWidth; ++kw, at += tapBytes) {
            const std::int64_t iw = left + kw * p.dilationWidth;
            if (iw < 0 || iw >= p.inWidth) std::memset(at, zero, static_cast<std::size_t>(tapBytes));
            else copyBytes(at, line + iw * p.channels, tapBytes, end);
        }
    }
    if (!m_flipsSign) return;
    for (std::uint8_t* byte = to; byte != at; ++byte) *byte ^= kSignBit;
}

void Int8Convolution::finishPart(const std::int32_t* sums, Buffers& buffers, std::int64_t pixel, std::int64_t rows, const Block& block,
                                 void* out) const noexcept {
    const std::int64_t maps = m_problem.maps, map = block.map, columns = block.maps;
    if (m_epilogue.takesParts()) {
        m_epilogue.applyPart(sums, kBlockColumns, pixel, rows, map, columns, out);
        return;
    }
    for (std::int64_t r = 0; r < rows; ++r)
        for (std::int64_t c = 0; c < columns; ++c)
            buffers.sums[static_cast<std::size_t>(r * maps + map + c)] = static_cast<std::int32_t>(
                static_cast<std::uint32_t>(sums[r * kBlockColumns + c]) + static_cast<std::uint32_t>(m_offsets[static_cast<std::size_t>(map + c)]));
}

void Int8Convolution::runChunks(const std::uint8_t* in, std::span<const void* const> inputs, void* out, Buffers& buffers,
                                std::int64_t first, std::int64_t last) const noexcept {
    const Int8Problem& p = m_problem;
    const auto compute = m_dot == Int8Dot::Amx ? m_isa->amxBlock : m_dot == Int8Dot::Vnni ? m_isa->vnniBlock : m_isa->plainBlock;
    if (m_dot == Int8Dot::Amx) m_isa->amxBegin();
    for (std::int64_t chunk = first; chunk < last; ++chunk) {
        const std::int64_t pixel = chunk * kInt8Rows, rows = std::min<std::int64_t>(kInt8Rows, p.pixels() - pixel);
        // What is read behind a row meets weights of zero.
        const bool isDirect = m_readsDirect && (pixel + kInt8Rows - 1) * p.channels + m_depth <= p.pixels() * p.channels;
        Int8Block product{.data = isDirect ? in + pixel * p.channels : buffers.data.data(), .dataStride = isDirect ? p.channels : m_depth,
                          .weights = m_weights.data(), .panelStride = kInt8Columns * m_depth, .depth = m_depth, .rows = rows,
                          .sums = buffers.block.data(), .isSigned = p.isSigned};
        std::int64_t packed = -1;
        for (const Block& block : m_blocks) {
            if (!isDirect && packed != block.channel) packPixels(in, block, pixel, rows, buffers.data.data());
            packed = block.channel;
            compute(product);
            finishPart(product.sums, buffers, pixel, rows, block, out);
            product.weights += kBlockColumns * m_depth;
        }
        if (!m_epilogue.takesParts()) m_epilogue.applyRows(buffers.sums.data(), pixel, rows, inputs, out);
    }
    if (m_dot == Int8Dot::Amx) m_isa->amxEnd();
}

void Int8Convolution::runDepthwise(const std::uint8_t* in, std::span<const void* const> inputs, void* out, Buffers& buffers,
                                   std::int64_t first, std::int64_t last) const noexcept {
    const Int8Problem& p = m_problem;
    const auto compute = m_dot == Int8Dot::Plain ? m_depthwise->row : m_depthwise->rowVnni;
    for (std::int64_t line = first; line < last; ++line) {
        const std::int64_t image = line / p.outHeight, oh = line % p.outHeight;
        Int8DepthwiseRow row{.in = in + image * p.inHeight * p.inWidth * p.channels, .channels = p.channels,
                             .inHeight = p.inHeight, .inWidth = p.inWidth, .weights = m_taps.data(), .offsets = m_depthwiseOffsets.data(),
                             .kernelHeight = p.kernelHeight, .kernelWidth = p.kernelWidth, .dilationHeight = p.dilationHeight,
                             .dilationWidth = p.dilationWidth, .strideWidth = p.strideWidth,
                             .firstRow = oh * p.strideHeight - p.padTop, .padLeft = p.padLeft, .outWidth = p.outWidth,
                             .zeroPoint = p.zeroPoint, .isSigned = p.isSigned, .sums = buffers.block.data()};
        for (const Block& block : m_blocks) {
            row.firstChannel = block.map;
            row.lastChannel = block.map + block.maps;
            compute(row);
            finishPart(row.sums, buffers, line * p.outWidth, p.outWidth, block, out);
        }
        if (!m_epilogue.takesParts()) m_epilogue.applyRows(buffers.sums.data(), line * p.outWidth, p.outWidth, inputs, out);
    }
}

void Int8Convolution::run(const void* in, std::span<const void* const> inputs, void* out) noexcept {
    const Int8Problem& p = m_problem;
    const auto* data = static_cast<const std::uint8_t*>(in);
    const std::int64_t units = p.isDepthwise ? p.images * p.outHeight : (p.pixels() + kInt8Rows - 1) / kInt8Rows;
    const std::int64_t cost = p.pixels() * p.maps * (p.isDepthwise ? p.taps() * 4 : 1 + m_depth / 16);
    const int threads = threadsFor(static_cast<int>(m_buffers.size()), cost);
    parallelFor(threads, units, [&](std::int64_t first, std::int64_t last) {
        Buffers& buffers = m_buffers[static_cast<std::size_t>(omp_get_thread_num())];
        if (p.isDepthwise) runDepthwise(data, inputs, out, buffers, first, last);
        else runChunks(data, inputs, out, buffers, first, last);
    });
}

}  // namespace planscope::kernels::cpu
