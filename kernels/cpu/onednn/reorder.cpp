// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/onednn/implementation_walk.h"
#include "kernels/cpu/onednn/simple_operations.h"

namespace planscope::kernels::onednn {
namespace {

dnnl::reorder::primitive_desc describe(const ReorderSpec& spec, const dnnl::engine& engine) {
    dnnl::primitive_attr attributes;
    attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
    return {engine, descOf(spec.in), engine, descOf(spec.out), attributes};
}

}  // namespace

Expected<std::vector<Implementation>> reorderImplementations(const ReorderSpec& spec) {
    return guarded([&]() -> Expected<std::vector<Implementation>> {
        const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
        const auto descriptor = describe(spec, engine);
        const std::string name = descriptor.impl_info_str();
        if (isReferenceImplementation(name))
            return tl::unexpected<std::string>("oneDNN has no fast implementation in these formats");
        return std::vector<Implementation>{{name, descriptor.scratchpad_desc().get_size()}};
    });
}

Expected<std::unique_ptr<Primitive>> makeReorder(const ReorderSpec& spec, const std::string& name) {
    return guarded([&]() -> Expected<std::unique_ptr<Primitive>> {
        const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
        const auto descriptor = describe(spec, engine);
        if (name != descriptor.impl_info_str())
            return tl::unexpected<std::string>("oneDNN has no implementation '" + name + "' here");
        auto out = std::make_unique<PreparedPrimitive>(engine, dnnl::reorder(descriptor));
        out->bindInput(DNNL_ARG_FROM, descriptor.src_desc(), 0);
        out->bindOutput(descriptor.dst_desc());
        out->bindWorkspace(descriptor.scratchpad_desc());
        return out;
    });
}

}  // namespace planscope::kernels::onednn
