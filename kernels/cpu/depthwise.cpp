// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/depthwise.h"

#include "kernels/cpu/depthwise_isa.h"
#include "kernels/cpu/parallel.h"

namespace planscope::kernels::cpu {
namespace {

constexpr std::int64_t kMaxLanes = 16;

}  // namespace

bool DepthwisePlan::takes(const TensorView& in, const TensorView& weights, const TensorView* bias, const TensorView& out,
                          const DepthwiseArgs& args, Isa isa) {
    if (in.type != DataType::Float || weights.type != DataType::Float || out.type != DataType::Float) return false;
    if (in.dims.rank != 4 || out.dims.rank != 4 || weights.dims.rank != 4 || in.format != out.format) return false;
    const std::int64_t channels = in.dims[1];
    if (out.dims[1] != channels || weights.dims[0] != channels || weights.dims[1] != 1) return false;
    if (args.stride.rank != 2 || args.dilation.rank != 2 || args.prePadding.rank != 2) return false;
    if (!weights.format.isLinear() || in.format.lanes == 0 || in.format.lanes > kMaxLanes || !isAvailable(isa)) return false;
    return !bias || (bias->type == DataType::Float && bias->volume() == channels);
}

std::optional<DepthwisePlan> DepthwisePlan::make(const TensorView& in,
                                                 const TensorView& weights,
                                                 const TensorView* bias,
                                                 const TensorView& out,
                                                 const DepthwiseArgs& args,
                                                 Isa isa) {
    if (!takes(in, weights, bias, out, args, isa)) return std::nullopt;
    const std::int64_t channels = in.dims[1];
    DepthwisePlan plan;
    plan.m_in = {nullptr, in.type, in.dims, in.format};
    plan.m_out = {nullptr, out.type, out.dims, out.format};
    plan.m_args = args;
    plan.m_kernelHeight = weights.dims[2];
    plan.m_kernelWidth = weights.dims[3];
    // A vector as wide as a block, or half of each would be idle.
    const bool narrow = in.format.layout == Format::Layout::ChannelBlocked && in.format.lanes < kMaxLanes;
    plan.m_isa = narrow && isa == Isa::Avx512 ? Isa::Avx2 : isa;
    plan.m_paddedChannels = (channels + kMaxLanes - 1) / kMaxLanes * kMaxLanes;
    const std::int64_t taps = plan.m_kernelHeight * plan.m_kernelWidth;
    plan.m_weights.assign(static_cast<std::size_t>(taps * plan.m_paddedChannels), 0.0F);
    plan.m_bias.assign(static_cast<std::size_t>(plan.m_paddedChannels), 0.0F);
    for (std::int64_t c = 0; c < channels; ++c) {
        if (bias) plan.m_bias[static_cast<std::size_t>(c)] = bias->as<float>()[c];
        for (std::int64_t t = 0; t < taps; ++t) {
            const std::int64_t at = in.format.isLinear() ? c * taps + t : t * plan.m_paddedChannels + c;
            plan.m_weights[static_cast<std::size_t>(at)] = weights.as<float>()[c * taps + t];
        }
    }
    return plan;
}

KernelStatus DepthwisePlan::run(const TensorView& in,
                                const TensorView& out,
                                const Epilogue& epilogue,
                                int threads) const noexcept {
    if (!(in.dims == m_in.dims) || !(out.dims == m_out.dims) || in.format != m_in.format || out.format != m_out.format)
        return KernelStatus::BadArgument;
    const DepthwiseIsa& isa = forIsa(m_isa, generic::depthwiseIsa, avx2::depthwiseIsa, avx512::depthwiseIsa);
    const bool isLinear = m_in.format.isLinear();
    const bool isLast = m_in.format.layout == Format::Layout::ChannelLast;
    const std::int64_t storedChannels = paddedChannels(m_in.dims, m_in.format);
    // A chunk: the channels that lie together; all of them, a block, or one.
    const std::int64_t chunk = isLast ? storedChannels : m_in.format.lanes;
    const std::int64_t chunks = storedChannels / std::max<std::int64_t>(chunk, 1);
    const std::int64_t inHeight = m_in.dims[2];
    const std::int64_t inWidth = m_in.dims[3];
    const std::int64_t outHeight = m_out.dims[2];
    const std::int64_t outWidth = m_out.dims[3];
    const std::int64_t rows = m_out.dims[0] * chunks * outHeight;
    const std::int64_t cost = rows * outWidth * chunk * m_kernelHeight * m_kernelWidth;
    parallelFor(threadsFor(threads, cost), rows, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t row = first; row < last; ++row) {
            const std::int64_t plane = row / outHeight;
            const std::int64_t firstChannel = plane % chunks * chunk;
            const std::int64_t at = row * outWidth * chunk;
            DepthwiseRow r;
            r.in = in.as<float>() + plane * inHeight * inWidth * chunk;
            r.pixelStride = chunk;
            r.rowStride = inWidth * chunk;
            r.inHeight = inHeight;
            r.inWidth = inWidth;
            r.weights = m_weights.data() + (isLinear ? firstChannel * m_kernelHeight * m_kernelWidth : firstChannel);
            r.weightStride = isLinear ? 1 : m_paddedChannels;
            r.bias = m_bias.data() + firstChannel;
            r.out = out.as<float>() + at;
            r.outPixelStride = chunk;
            r.outWidth = outWidth;
            r.kernelHeight = m_kernelHeight;
            r.kernelWidth = m_kernelWidth;
            r.dilationHeight = m_args.dilation[0];
            r.dilationWidth = m_args.dilation[1];
            r.strideWidth = m_args.stride[1];
            r.firstRow = row % outHeight * m_args.stride[0] - m_args.prePadding[0];
            r.padLeft = m_args.prePadding[1];
            r.channels = chunk;
            if (isLinear) isa.linearRow(r);
            else isa.channelRow(r);
            epilogue.apply(out.data, at, outWidth * chunk);
        }
    });
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::cpu
