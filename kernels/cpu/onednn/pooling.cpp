// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/onednn/implementation_walk.h"
#include "kernels/cpu/onednn/simple_operations.h"

namespace planscope::kernels::onednn {
namespace {

using Descriptor = dnnl::pooling_forward::primitive_desc;
using Description = Described<dnnl::pooling_forward>;

dnnl::algorithm algorithmOf(const PoolingSpec& spec) {
    if (!spec.average) return dnnl::algorithm::pooling_max;
    return spec.excludePadding ? dnnl::algorithm::pooling_avg_exclude_padding
                               : dnnl::algorithm::pooling_avg_include_padding;
}

Dims postPadding(const PoolingSpec& spec) {
    Dims out;
    for (int i = 0; i < spec.window.rank; ++i)
        out.push((spec.out.dims[i + 2] - 1) * spec.stride[i] + spec.window[i] - spec.in.dims[i + 2] - spec.prePadding[i]);
    return out;
}

Description describe(const PoolingSpec& spec, const dnnl::engine& engine, const PostOps& postOps) {
    return {{dnnl::prop_kind::forward_inference, algorithmOf(spec), descOf(spec.in), descOf(spec.out), toDnnl(spec.stride),
             toDnnl(spec.window), toDnnl(spec.prePadding), toDnnl(postPadding(spec))},
            postOps,
            engine};
}

}  // namespace

Expected<std::vector<Implementation>> poolingImplementations(const PoolingSpec& spec) {
    return guarded([&] {
        const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
        return collectImplementations(spec.epilogue, spec.out.dims, spec.out.format, 1,
                                      [&](const PostOps& postOps, int) { return describe(spec, engine, postOps); });
    });
}

Expected<std::unique_ptr<Primitive>> makePooling(const PoolingSpec& spec, const std::string& name) {
    return guarded([&] {
        const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
        return makeImplementation(
            spec.epilogue, spec.out.dims, spec.out.format, 1, name,
            [&](const PostOps& postOps, int) { return describe(spec, engine, postOps); },
            [&](const Descriptor& descriptor, const PostOps& postOps) {
                auto out = std::make_unique<PreparedPrimitive>(engine, dnnl::pooling_forward(descriptor));
                out->bindInput(DNNL_ARG_SRC, descriptor.src_desc(), 0);
                out->bindOutput(descriptor.dst_desc());
                out->bindWorkspace(descriptor.scratchpad_desc());
                bindOperands(*out, postOps, spec.epilogue, engine);
                return out;
            });
    });
}

}  // namespace planscope::kernels::onednn
