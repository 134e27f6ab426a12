// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/onednn/convolution.h"
#include "kernels/cpu/onednn/implementation_walk.h"

namespace planscope::kernels::onednn {
namespace {

using Descriptor = dnnl::deconvolution_forward::primitive_desc;
using Description = Described<dnnl::deconvolution_forward>;

/// Our weights are [C,K/groups,...]; oneDNN's logical order is [groups,K/groups,C/groups,...].
Dims groupedDims(const ConvolutionSpec& spec) {
    const Dims& w = spec.weights.dims;
    Dims out = spec.groups == 1 ? Dims{w[1], w[0]} : Dims{spec.groups, w[1], w[0] / spec.groups};
    for (int i = 2; i < w.rank; ++i) out.push(w[i]);
    return out;
}

/// The weights in memory, seen in oneDNN's logical order.
dnnl::memory::desc swappedDesc(const ConvolutionSpec& spec) {
    const Dims dims = groupedDims(spec);
    const std::int64_t kernel = spec.weights.dims.volume(2, spec.weights.dims.rank);
    const std::int64_t outputs = spec.weights.dims[1];
    Dims strides;
    if (spec.groups > 1) strides.push(spec.weights.dims[0] / spec.groups * outputs * kernel);
    strides.push(kernel);
    strides.push(outputs * kernel);
    const Dims inner = linearStrides(spec.weights.dims);
    for (int i = 2; i < inner.rank; ++i) strides.push(inner[i]);
    return {toDnnl(dims), dnnl::memory::data_type::f32, toDnnl(strides)};
}

Dims postPadding(const ConvolutionSpec& spec) {
    Dims out;
    for (int i = 0; i < spec.stride.rank; ++i) {
        const std::int64_t extent = 1 + spec.dilation[i] * (spec.weights.dims[i + 2] - 1);
        out.push((spec.in.dims[i + 2] - 1) * spec.stride[i] + extent - spec.out.dims[i + 2] - spec.prePadding[i]);
    }
    return out;
}

Description describe(const ConvolutionSpec& spec, const dnnl::engine& engine, const PostOps& postOps) {
    Dims dilation = spec.dilation;
    for (std::int64_t& d : dilation) --d;
    const auto in = descOf(spec.in), out = descOf(spec.out), weights = anyDesc(groupedDims(spec));
    const auto bias = spec.bias.dims.rank > 0 ? descOf(spec.bias) : dnnl::memory::desc();
    return {{dnnl::prop_kind::forward_inference, dnnl::algorithm::deconvolution_direct, in, weights, bias, out,
             toDnnl(spec.stride), toDnnl(dilation), toDnnl(spec.prePadding), toDnnl(postPadding(spec))},
            postOps,
            engine};
}

std::unique_ptr<Primitive> make(const ConvolutionSpec& spec, const dnnl::engine& engine, const Descriptor& descriptor,
                                const PostOps& postOps) {
    auto out = std::make_unique<PreparedPrimitive>(engine, dnnl::deconvolution_forward(descriptor));
    out->bindInput(DNNL_ARG_SRC, descriptor.src_desc(), 0);
    out->bindConstant(DNNL_ARG_WEIGHTS, packed(spec.weights, swappedDesc(spec), descriptor.weights_desc(), engine));
    if (spec.bias.dims.rank > 0)
        out->bindConstant(DNNL_ARG_BIAS, packed(spec.bias, descOf(spec.bias), descriptor.bias_desc(), engine));
    out->bindOutput(descriptor.dst_desc());
    out->bindWorkspace(descriptor.scratchpad_desc());
    bindOperands(*out, postOps, spec.epilogue, engine);
    return out;
}

}  // namespace

Expected<std::vector<Implementation>> deconvolutionImplementations(const ConvolutionSpec& spec) {
    return guarded([&] {
        const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
        return collectImplementations(spec.epilogue, spec.out.dims, spec.out.format, 1,
                                      [&](const PostOps& postOps, int) { return describe(spec, engine, postOps); });
    });
}

Expected<std::unique_ptr<Primitive>> makeDeconvolution(const ConvolutionSpec& spec, const std::string& name) {
    return guarded([&] {
        const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
        return makeImplementation(
            spec.epilogue, spec.out.dims, spec.out.format, 1, name,
            [&](const PostOps& postOps, int) { return describe(spec, engine, postOps); },
            [&](const Descriptor& descriptor, const PostOps& postOps) { return make(spec, engine, descriptor, postOps); });
    });
}

}  // namespace planscope::kernels::onednn
