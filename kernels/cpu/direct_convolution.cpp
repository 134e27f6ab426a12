// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/direct_convolution.h"

#include "kernels/cpu/direct_convolution_isa.h"
#include "kernels/cpu/interleave.h"
#include "kernels/cpu/parallel.h"

namespace planscope::kernels::cpu {
namespace {

constexpr std::int64_t kChunkPixels = 256;  // their output stays in the first cache level for the epilogue
constexpr std::int64_t kLeastChunkPixels = 32;

const DirectConvolutionIsa& tableOf(Isa isa) {
    return forIsa(isa, generic::directConvolutionIsa, avx2::directConvolutionIsa, avx512::directConvolutionIsa);
}

std::int64_t ceilDiv(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

std::int64_t volumeOf(const std::array<std::int64_t, 3>& space) { return space[0] * space[1] * space[2]; }

/// The last entries of `list`, behind as many `missing` as there are axes less than three.
std::array<std::int64_t, 3> spaceOf(const Dims& list, int first, std::int64_t missing) {
    std::array<std::int64_t, 3> out{missing, missing, missing};
    for (int i = first; i < list.rank; ++i) out[static_cast<std::size_t>(3 - list.rank + i)] = list[i];
    return out;
}

/// What one channel costs: products, or what is loaded for them.
std::int64_t cyclesOf(std::int64_t blocks, std::int64_t pixels) { return std::max(blocks * pixels, blocks + pixels + 2); }

/// What a row of `pixels` costs in tiles of `blocks`, per block. A tile has some work of its own.
double costPerBlock(const DirectConvolutionIsa& isa, std::int64_t blocks, std::int64_t pixels) {
    const std::int64_t tiles = ceilDiv(pixels, isa.pixels[blocks]);
    constexpr double kPerTile = 2;
    return static_cast<double>(tiles) * (static_cast<double>(cyclesOf(blocks, ceilDiv(pixels, tiles))) + kPerTile) / static_cast<double>(blocks);
}

std::int64_t bestBlocks(const DirectConvolutionIsa& isa, std::int64_t blocks, std::int64_t pixels) {
    std::int64_t best = 1;
    double least = 0;
    for (std::int64_t n = 1; n <= std::min<std::int64_t>(blocks, kMaxDirectBlocks); ++n) {
        const std::int64_t rest = blocks % n;
        double cost = static_cast<double>(blocks - rest) * costPerBlock(isa, n, pixels);
        if (rest > 0) cost += static_cast<double>(rest) * costPerBlock(isa, rest, pixels);
        if (n > 1 && cost >= least) continue;
        best = n;
        least = cost;
    }
    return best;
}

bool isBlockedBy(Format format, std::int64_t lanes) {
    return format.layout == Format::Layout::ChannelBlocked && format.lanes == lanes;
}

bool isPixels(Format format) { return format.layout == Format::Layout::ChannelLast && format.lanes == 1; }

}  // namespace

struct DirectConvolutionPlan::Chunk {
    std::int64_t image = 0;
    std::int64_t firstRow = 0, rows = 0;  ///< of all rows of the image
    std::int64_t firstPixel = 0, pixels = 0;  ///< of each row
    /// The first pixel of all of the image, and how many there are.
    std::int64_t begin(std::int64_t width) const { return firstRow * width + firstPixel; }
    std::int64_t count() const { return rows * pixels; }
};

bool DirectConvolutionPlan::takes(const TensorView& in, const TensorView& weights, const TensorView* bias, const TensorView& out,
                                  const DirectConvolutionArgs& args, Isa isa) {
    if (in.type != DataType::Float || weights.type != DataType::Float || out.type != DataType::Float) return false;
    const int rank = in.dims.rank;
    if (rank < 3 || rank > 5 || out.dims.rank != rank || weights.dims.rank != rank || !isAvailable(isa)) return false;
    if (args.stride.rank != rank - 2 || args.dilation.rank != rank - 2 || args.prePadding.rank != rank - 2) return false;
    const std::int64_t lanes = tableOf(isa).lanes;
    if (!in.format.isLinear() && !isPixels(in.format) && !isBlockedBy(in.format, lanes)) return false;
    if (!weights.format.isLinear() || (!isPixels(out.format) && !isBlockedBy(out.format, lanes))) return false;
    const std::int64_t groups = args.groups;
    if (groups < 1 || in.dims[1] != weights.dims[1] * groups || out.dims[1] != weights.dims[0] || out.dims[1] % groups != 0) return false;
    if (groups > 1 && (weights.dims[1] % lanes != 0 || out.dims[1] / groups % lanes != 0)) return false;
    const Space kernel = spaceOf(weights.dims, 2, 1);
    if (kernel[2] > kMaxTaps || kernel[0] * kernel[1] > kMaxTaps) return false;
    return !bias || (bias->type == DataType::Float && bias->volume() == out.dims[1]);
}

std::optional<DirectConvolutionPlan> DirectConvolutionPlan::make(const TensorView& in,
                                                                 const TensorView& weights,
                                                                 const TensorView* bias,
                                                                 const TensorView& out,
                                                                 const DirectConvolutionArgs& args,
                                                                 Isa isa) {
    if (!takes(in, weights, bias, out, args, isa)) return std::nullopt;
    const DirectConvolutionIsa& table = tableOf(isa);
    const std::int64_t lanes = table.lanes;
    const std::int64_t groups = args.groups;
    DirectConvolutionPlan plan;
    plan.m_isa = isa;
    plan.m_in = {nullptr, in.type, in.dims, in.format};
    plan.m_out = {nullptr, out.type, out.dims, out.format};
    plan.m_groupChannels = weights.dims[1];
    plan.m_inSpace = spaceOf(in.dims, 2, 1);
    plan.m_outSpace = spaceOf(out.dims, 2, 1);
    plan.m_kernel = spaceOf(weights.dims, 2, 1);
    plan.m_stride = spaceOf(args.stride, 0, 1);
    plan.m_dilation = spaceOf(args.dilation, 0, 1);
    plan.m_padding = spaceOf(args.prePadding, 0, 0);
    const bool isPerPixel = volumeOf(plan.m_kernel) == 1 && volumeOf(plan.m_stride) == 1 && plan.m_inSpace == plan.m_outSpace;
    if (isPerPixel) plan.m_inSpace = plan.m_outSpace = {1, 1, volumeOf(plan.m_inSpace)};

    const std::int64_t inPixels = volumeOf(plan.m_inSpace);
    const bool isLinear = in.format.isLinear(), isLast = isPixels(in.format);
    plan.m_inPixelStep = isLinear ? 1 : isLast ? in.dims[1] : lanes;
    plan.m_inChannelStep = isLinear ? inPixels : 1;
    plan.m_inBlockStep = isLast ? lanes : inPixels * lanes;
    plan.m_outPixelStep = isPixels(out.format) ? out.dims[1] : lanes;
    plan.m_outBlockStep = isPixels(out.format) ? lanes : volumeOf(plan.m_outSpace) * lanes;
    const std::int64_t blocksOfGroup = ceilDiv(out.dims[1] / groups, lanes);
    plan.pack(weights, bias, bestBlocks(table, blocksOfGroup, std::min(plan.m_outSpace[2], kChunkPixels)));
    return plan;
}

void DirectConvolutionPlan::pack(const TensorView& weights, const TensorView* bias, std::int64_t blocksPerPanel) {
    const std::int64_t lanes = tableOf(m_isa).lanes;
    const std::int64_t channelsOut = m_out.dims[1];
    const std::int64_t groups = m_in.dims[1] / m_groupChannels;
    const std::int64_t groupOut = channelsOut / groups;
    const std::int64_t taps = volumeOf(m_kernel);
    m_bias.assign(static_cast<std::size_t>(groups * ceilDiv(groupOut, lanes) * lanes), 0.0F);
    if (bias) std::copy_n(bias->as<float>(), channelsOut, m_bias.begin());
    const std::int64_t filter = m_groupChannels * taps;
    m_weights = PackedFloats(static_cast<std::int64_t>(m_bias.size()) * filter);
    std::vector<std::int64_t> rowOf;
    for (std::int64_t c = 0; c < m_groupChannels; ++c)
        for (std::int64_t t = 0; t < taps; ++t) rowOf.push_back(t * m_groupChannels + c);
    std::int64_t at = 0;
    for (std::int64_t g = 0; g < groups; ++g)
        for (std::int64_t first = 0; first < groupOut; first += blocksPerPanel * lanes) {
            const std::int64_t channels = std::min(groupOut - first, blocksPerPanel * lanes);
            const Panel panel{g, g * groupOut + first, ceilDiv(channels, lanes), at};
            const std::int64_t width = panel.blocks * lanes;
            float* const packed = m_weights.data() + at;
            if (channels < width) std::fill_n(packed, width * filter, 0.0F);
            interleave(weights.as<float>() + panel.firstChannel * filter, channels, filter, filter, packed, width,
                       [&](std::int64_t weight) { return rowOf[static_cast<std::size_t>(weight)]; });
            m_panels.push_back(panel);
            at += width * filter;
        }
}

void DirectConvolutionPlan::runTile(const DirectTile& row, std::int64_t firstPixel, std::int64_t pixels, const float* in,
                                    const Panel& panel) const noexcept {
    const DirectConvolutionIsa& isa = tableOf(m_isa);
    const bool isDense = row.pixelStep == isa.lanes && row.channelStep == 1;
    const DirectConvolutionIsa::Tiles& tiles = isDense ? isa.dense : isa.stepped;
    const std::int64_t tapWeights = m_groupChannels * panel.blocks * isa.lanes;
    const std::int64_t width = m_inSpace[2], stride = m_stride[2];
    /// Pixels of the tile whose input for this tap lies inside.
    const auto inside = [&](std::int64_t tap) {
        const std::int64_t shift = tap * m_dilation[2] - m_padding[2];
        const std::int64_t first = shift < 0 ? ceilDiv(-shift, stride) : 0;
        const std::int64_t last = shift < width ? (width - 1 - shift) / stride + 1 : 0;
        return std::pair(std::clamp(first, firstPixel, firstPixel + pixels), std::clamp(last, firstPixel, firstPixel + pixels));
    };
    const auto runTaps = [&](std::int64_t tap, std::int64_t taps, std::int64_t first, std::int64_t last, bool isFirst) {
        DirectTile tile = row;
        tile.in = in + (first * stride + tap * m_dilation[2] - m_padding[2]) * m_inPixelStep;
        tile.taps = taps;
        tile.weights = m_weights.data() + panel.weights + tap * tapWeights;
        tile.bias = isFirst ? m_bias.data() + panel.firstChannel : nullptr;
        tile.out = row.out + first * m_outPixelStep;
        tiles[panel.blocks][last - first](tile);
    };
    const auto isWhole = [&](std::int64_t tap) { return inside(tap) == std::pair(firstPixel, firstPixel + pixels); };
    std::int64_t whole = 0;
    while (whole < m_kernel[2] && !isWhole(whole)) ++whole;
    std::int64_t end = whole;
    while (end < m_kernel[2] && isWhole(end)) ++end;
    runTaps(whole, end - whole, firstPixel, firstPixel + pixels, true);
    for (std::int64_t tap = 0; tap < m_kernel[2]; ++tap) {
        if (tap >= whole && tap < end) continue;
        const auto [first, last] = inside(tap);
        if (first < last) runTaps(tap, 1, first, last, false);
    }
}

void DirectConvolutionPlan::runPanel(const float* in, float* out, const Chunk& chunk, const Panel& panel) const noexcept {
    const DirectConvolutionIsa& isa = tableOf(m_isa);
    const std::int64_t rowWeights = m_kernel[2] * m_groupChannels * panel.blocks * isa.lanes;
    DirectTapRow rows[kMaxTaps];
    DirectTile tile;
    tile.pixelStep = m_stride[2] * m_inPixelStep;
    tile.tapStep = m_dilation[2] * m_inPixelStep;
    tile.blockStep = m_inBlockStep;
    tile.channelStep = m_inChannelStep;
    tile.channels = m_groupChannels;
    tile.rows = rows;
    tile.outPixelStep = m_outPixelStep;
    tile.outBlockStep = m_outBlockStep;
    const std::int64_t stored = isPixels(m_out.format) ? m_out.dims[1] - panel.firstChannel : panel.blocks * isa.lanes;
    tile.lastLanes = std::min<std::int64_t>(stored - (panel.blocks - 1) * isa.lanes, isa.lanes);
    const std::int64_t tileCount = ceilDiv(chunk.pixels, isa.pixels[panel.blocks]);
    for (std::int64_t r = chunk.firstRow; r < chunk.firstRow + chunk.rows; ++r) {
        const std::int64_t depth = r / m_outSpace[1] * m_stride[0] - m_padding[0];
        const std::int64_t height = r % m_outSpace[1] * m_stride[1] - m_padding[1];
        tile.rowCount = 0;
        for (std::int64_t t = 0; t < m_kernel[0] * m_kernel[1]; ++t) {
            const std::int64_t d = depth + t / m_kernel[1] * m_dilation[0];
            const std::int64_t h = height + t % m_kernel[1] * m_dilation[1];
            if (d < 0 || d >= m_inSpace[0] || h < 0 || h >= m_inSpace[1]) continue;
            rows[tile.rowCount++] = {(d * m_inSpace[1] + h) * m_inSpace[2] * m_inPixelStep, t * rowWeights};
        }
        tile.out = out + r * m_outSpace[2] * m_outPixelStep;
        for (std::int64_t i = 0; i < tileCount; ++i) {
            const std::int64_t first = chunk.firstPixel + chunk.pixels * i / tileCount;
            const std::int64_t last = chunk.firstPixel + chunk.pixels * (i + 1) / tileCount;
            runTile(tile, first, last - first, in, panel);
        }
    }
}

KernelStatus DirectConvolutionPlan::run(const TensorView& in,
                                        const TensorView& out,
                                        const Epilogue& epilogue,
                                        int threads) const noexcept {
    if (!(in.dims == m_in.dims) || !(out.dims == m_out.dims) || in.format != m_in.format || out.format != m_out.format)
        return KernelStatus::BadArgument;
    if (m_out.volume() == 0) return KernelStatus::Ok;
    const std::int64_t lanes = tableOf(m_isa).lanes;
    const std::int64_t images = m_out.dims[0], rows = m_outSpace[0] * m_outSpace[1], width = m_outSpace[2];
    const auto panels = static_cast<std::int64_t>(m_panels.size());
    const bool isLast = isPixels(m_out.format);
    // Pixels that hold all channels wait for all panels before their epilogue.
    const std::int64_t panelsPerUnit = isLast && epilogue.plan ? panels : 1;
    const std::int64_t work = volumeOf(m_kernel) * m_groupChannels * m_out.volume();
    const int used = threadsFor(threads, work);
    const std::int64_t parts = panelsPerUnit == 1 ? ceilDiv(used, panels) : used;
    const std::int64_t chunkPixels = std::clamp(images * rows * width / parts, kLeastChunkPixels, kChunkPixels);
    const std::int64_t segments = ceilDiv(width, chunkPixels);
    const std::int64_t bands = ceilDiv(rows, std::max<std::int64_t>(chunkPixels / width, 1));
    const std::int64_t unitsPerChunk = panels / panelsPerUnit;
    const std::int64_t inImage = storageElements(m_in.dims, m_in.format) / m_in.dims[0];
    const std::int64_t outImage = storageElements(m_out.dims, m_out.format) / m_out.dims[0];
    const std::int64_t groupStep = m_groupChannels / lanes * m_inBlockStep;  // of more groups than one
    parallelFor(used, images * bands * segments * unitsPerChunk, [&](std::int64_t firstUnit, std::int64_t lastUnit) {
        for (std::int64_t unit = firstUnit; unit < lastUnit; ++unit) {
            const std::int64_t at = unit / unitsPerChunk;
            const std::int64_t band = at / segments % bands, segment = at % segments;
            Chunk chunk;
            chunk.image = at / segments / bands;
            chunk.firstRow = rows * band / bands;
            chunk.rows = rows * (band + 1) / bands - chunk.firstRow;
            chunk.firstPixel = width * segment / segments;
            chunk.pixels = width * (segment + 1) / segments - chunk.firstPixel;
            const float* image = in.as<float>() + chunk.image * inImage;
            const std::int64_t imageOut = chunk.image * outImage;
            const std::int64_t firstPanel = unit % unitsPerChunk * panelsPerUnit;
            for (std::int64_t p = firstPanel; p < firstPanel + panelsPerUnit; ++p) {
                const Panel& panel = m_panels[static_cast<std::size_t>(p)];
                const std::int64_t block = imageOut + panel.firstChannel / lanes * m_outBlockStep;
                runPanel(image + panel.group * groupStep, out.as<float>() + block, chunk, panel);
                for (std::int64_t b = 0; b < panel.blocks && !isLast; ++b)
                    epilogue.apply(out.data, block + b * m_outBlockStep + chunk.begin(width) * lanes, chunk.count() * lanes);
            }
            if (isLast) epilogue.apply(out.data, imageOut + chunk.begin(width) * m_outPixelStep, chunk.count() * m_outPixelStep);
        }
    });
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::cpu
