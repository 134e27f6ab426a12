// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/onednn/implementation_walk.h"
#include "kernels/cpu/onednn/simple_operations.h"

namespace planscope::kernels::onednn {
namespace {

template <class Operation>
Described<Operation> describe(const SoftmaxSpec& spec, const dnnl::engine& engine, const PostOps& postOps) {
    return {{dnnl::prop_kind::forward_inference, descOf(spec.in), spec.axis}, postOps, engine};
}

template <class Operation>
Expected<std::vector<Implementation>> implementations(const SoftmaxSpec& spec, const dnnl::engine& engine) {
    return collectImplementations(Epilogue{}, spec.out.dims, spec.out.format, 1,
                                  [&](const PostOps& postOps, int) { return describe<Operation>(spec, engine, postOps); });
}

template <class Operation>
Expected<std::unique_ptr<Primitive>> make(const SoftmaxSpec& spec, const std::string& name, const dnnl::engine& engine) {
    return makeImplementation(
        Epilogue{}, spec.out.dims, spec.out.format, 1, name,
        [&](const PostOps& postOps, int) { return describe<Operation>(spec, engine, postOps); },
        [&](const auto& descriptor, const PostOps&) {
            auto out = std::make_unique<PreparedPrimitive>(engine, Operation(descriptor));
            out->bindInput(DNNL_ARG_SRC, descriptor.src_desc(), 0);
            out->bindOutput(descriptor.dst_desc());
            out->bindWorkspace(descriptor.scratchpad_desc());
            return out;
        });
}

}  // namespace

Expected<std::vector<Implementation>> softmaxImplementations(const SoftmaxSpec& spec) {
    return guarded([&] {
        const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
        return spec.log ? implementations<dnnl::logsoftmax_forward>(spec, engine)
                        : implementations<dnnl::softmax_forward>(spec, engine);
    });
}

Expected<std::unique_ptr<Primitive>> makeSoftmax(const SoftmaxSpec& spec, const std::string& name) {
    return guarded([&] {
        const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
        return spec.log ? make<dnnl::logsoftmax_forward>(spec, name, engine)
                        : make<dnnl::softmax_forward>(spec, name, engine);
    });
}

}  // namespace planscope::kernels::onednn
