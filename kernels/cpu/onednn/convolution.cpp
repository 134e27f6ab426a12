// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/onednn/convolution.h"

#include "kernels/cpu/onednn/implementation_walk.h"

namespace planscope::kernels::onednn {
namespace {

using Descriptor = dnnl::convolution_forward::primitive_desc;
using Description = Described<dnnl::convolution_forward>;

constexpr dnnl::algorithm kAlgorithms[] = {dnnl::algorithm::convolution_direct, dnnl::algorithm::convolution_winograd};
constexpr int kAlgorithmCount = 2;

/// Weights as oneDNN wants them: with a leading axis of groups.
Dims groupedDims(const ConvolutionSpec& spec) {
    Dims dims = spec.weights.dims;
    if (spec.groups == 1) return dims;
    Dims out{spec.groups, dims[0] / spec.groups};
    for (int i = 1; i < dims.rank; ++i) out.push(dims[i]);
    return out;
}

/// Padding after the last element so that the extents come out as given; may be negative, which oneDNN accepts.
Dims postPadding(const ConvolutionSpec& spec) {
    Dims out;
    for (int i = 0; i < spec.stride.rank; ++i) {
        const std::int64_t extent = 1 + spec.dilation[i] * (spec.weights.dims[i + 2] - 1);
        out.push((spec.out.dims[i + 2] - 1) * spec.stride[i] + extent - spec.in.dims[i + 2] - spec.prePadding[i]);
    }
    return out;
}

/// oneDNN counts dilation from 0.
Dims zeroBased(Dims dilation) {
    for (std::int64_t& d : dilation) --d;
    return dilation;
}

Description describe(const ConvolutionSpec& spec, const dnnl::engine& engine, const PostOps& postOps, int algorithm) {
    const auto in = descOf(spec.in), out = descOf(spec.out), weights = anyDesc(groupedDims(spec));
    const bool hasBias = spec.bias.dims.rank > 0;
    const auto bias = hasBias ? descOf(spec.bias) : dnnl::memory::desc();
    return {{dnnl::prop_kind::forward_inference, kAlgorithms[algorithm], in, weights, bias, out, toDnnl(spec.stride),
             toDnnl(zeroBased(spec.dilation)), toDnnl(spec.prePadding), toDnnl(postPadding(spec))},
            postOps,
            engine};
}

std::unique_ptr<Primitive> make(const ConvolutionSpec& spec, const dnnl::engine& engine, const Descriptor& descriptor,
                                const PostOps& postOps) {
    auto out = std::make_unique<PreparedPrimitive>(engine, dnnl::convolution_forward(descriptor));
    out->bindInput(DNNL_ARG_SRC, descriptor.src_desc(), 0);
    const auto plain = descOf(DataType::Float, groupedDims(spec), Format::linear());
    out->bindConstant(DNNL_ARG_WEIGHTS, packed(spec.weights, plain, descriptor.weights_desc(), engine));
    if (spec.bias.dims.rank > 0)
        out->bindConstant(DNNL_ARG_BIAS, packed(spec.bias, descOf(spec.bias), descriptor.bias_desc(), engine));
    out->bindOutput(descriptor.dst_desc());
    out->bindWorkspace(descriptor.scratchpad_desc());
    bindOperands(*out, postOps, spec.epilogue, engine);
    return out;
}

}  // namespace

Expected<std::vector<Implementation>> convolutionImplementations(const ConvolutionSpec& spec) {
    return guarded([&] {
        const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
        return collectImplementations(
            spec.epilogue, spec.out.dims, spec.out.format, kAlgorithmCount,
            [&](const PostOps& postOps, int algorithm) { return describe(spec, engine, postOps, algorithm); });
    });
}

Expected<std::unique_ptr<Primitive>> makeConvolution(const ConvolutionSpec& spec, const std::string& name) {
    return guarded([&] {
        const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
        return makeImplementation(
            spec.epilogue, spec.out.dims, spec.out.format, kAlgorithmCount, name,
            [&](const PostOps& postOps, int algorithm) { return describe(spec, engine, postOps, algorithm); },
            [&](const Descriptor& descriptor, const PostOps& postOps) { return make(spec, engine, descriptor, postOps); });
    });
}

}  // namespace planscope::kernels::onednn
