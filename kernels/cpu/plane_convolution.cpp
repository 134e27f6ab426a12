// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/plane_convolution.h"

#include "kernels/cpu/parallel.h"
#include "kernels/cpu/plane_convolution_isa.h"

#include <algorithm>

namespace planscope::kernels::cpu {
namespace {

constexpr std::int64_t kChunkPixels = 512;  // of all output channels: they wait in the cache for the epilogue

bool isAll(const Dims& list, std::int64_t value) {
    return std::ranges::all_of(list, [value](std::int64_t v) { return v == value; });
}

std::int64_t ceilDiv(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

}  // namespace

bool PlaneConvolutionPlan::takes(const TensorView& in, const TensorView& weights, const TensorView* bias, const TensorView& out,
                                 const PlaneConvolutionArgs& args, Isa isa) {
    if (in.type != DataType::Float || weights.type != DataType::Float || out.type != DataType::Float || !isAvailable(isa)) return false;
    if (!in.format.isLinear() || !weights.format.isLinear() || !out.format.isLinear()) return false;
    const int rank = in.dims.rank;
    if (rank < 3 || out.dims.rank != rank || weights.dims.rank != rank) return false;
    if (args.groups != 1 || !isAll(args.stride, 1) || !isAll(args.prePadding, 0) || weights.dims.volume(2, rank) != 1) return false;
    if (in.dims[0] != out.dims[0] || in.dims[1] != weights.dims[1] || out.dims[1] != weights.dims[0]) return false;
    for (int i = 2; i < rank; ++i)
        if (in.dims[i] != out.dims[i]) return false;
    return !bias || (bias->type == DataType::Float && bias->volume() == out.dims[1]);
}

std::optional<PlaneConvolutionPlan> PlaneConvolutionPlan::make(const TensorView& in,
                                                               const TensorView& weights,
                                                               const TensorView* bias,
                                                               const TensorView& out,
                                                               const PlaneConvolutionArgs& args,
                                                               Isa isa) {
    if (!takes(in, weights, bias, out, args, isa)) return std::nullopt;
    PlaneConvolutionPlan plan;
    plan.m_isa = isa;
    plan.m_images = in.dims[0];
    plan.m_channelsIn = in.dims[1];
    plan.m_channelsOut = out.dims[1];
    plan.m_pixels = in.dims.volume(2, in.dims.rank);
    plan.m_weights = weights.as<float>();
    if (bias) plan.m_bias = bias->as<float>();
    return plan;
}

KernelStatus PlaneConvolutionPlan::run(const TensorView& in, const TensorView& out, const Epilogue& epilogue, int threads) const noexcept {
    if (in.volume() != m_images * m_channelsIn * m_pixels || out.volume() != m_images * m_channelsOut * m_pixels) return KernelStatus::BadArgument;
    if (out.volume() == 0) return KernelStatus::Ok;
    const PlaneConvolutionIsa& isa = forIsa(m_isa, generic::planeConvolutionIsa, avx2::planeConvolutionIsa, avx512::planeConvolutionIsa);
    const int used = threadsFor(threads, m_channelsIn * out.volume());
    const std::int64_t chunks = ceilDiv(m_pixels, kChunkPixels);
    const std::int64_t groups = ceilDiv(m_channelsOut, kPlaneOuts);
    const std::int64_t parts = std::min(groups, ceilDiv(used, m_images * chunks));  // of the output channels
    parallelFor(used, m_images * chunks * parts, [&](std::int64_t firstUnit, std::int64_t lastUnit) {
        for (std::int64_t unit = firstUnit; unit < lastUnit; ++unit) {
            const std::int64_t image = unit / parts / chunks, chunk = unit / parts % chunks, part = unit % parts;
            const std::int64_t firstPixel = m_pixels * chunk / chunks, lastPixel = m_pixels * (chunk + 1) / chunks;
            const std::int64_t firstOut = groups * part / parts * kPlaneOuts;
            const std::int64_t lastOut = std::min(groups * (part + 1) / parts * kPlaneOuts, m_channelsOut);
            for (std::int64_t pixel = firstPixel; pixel < lastPixel; pixel += isa.pixels)
                for (std::int64_t o = firstOut; o < lastOut; o += kPlaneOuts) {
                    const PlaneTile tile{.in = in.as<float>() + image * m_channelsIn * m_pixels + pixel,
                                         .inPlane = m_pixels,
                                         .channels = m_channelsIn,
                                         .weights = m_weights + o * m_channelsIn,
                                         .bias = m_bias ? m_bias + o : nullptr,
                                         .out = out.as<float>() + (image * m_channelsOut + o) * m_pixels + pixel,
                                         .outPlane = m_pixels,
                                         .pixels = std::min(isa.pixels, lastPixel - pixel)};
                    isa.tiles[std::min<std::int64_t>(kPlaneOuts, lastOut - o)](tile);
                }
            for (std::int64_t o = firstOut; o < lastOut; ++o)
                epilogue.apply(out.data, (image * m_channelsOut + o) * m_pixels + firstPixel, lastPixel - firstPixel);
        }
    });
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::cpu
