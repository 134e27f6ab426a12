// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/onednn/matrix_multiply.h"

#include "kernels/cpu/onednn/implementation_walk.h"

namespace planscope::kernels::onednn {
namespace {

constexpr std::string_view kMatmul = "matmul/", kInnerProduct = "inner_product/";

/// The last two axes exchanged where `transposed`: logical dims of an operand.
Dims matrixDims(Dims dims, bool transposed) {
    if (transposed) std::swap(dims[dims.rank - 1], dims[dims.rank - 2]);
    return dims;
}

/// The operand in memory in its logical order.
dnnl::memory::desc matrixDesc(const TensorView& view, bool transposed) {
    Dims strides = linearStrides(view.dims);
    if (transposed) std::swap(strides[strides.rank - 1], strides[strides.rank - 2]);
    return {toDnnl(matrixDims(view.dims, transposed)), dnnl::memory::data_type::f32, toDnnl(strides)};
}

dnnl::memory::desc matmulWeights(const MatrixMultiplySpec& spec) {
    return spec.b.data ? anyDesc(matrixDims(spec.b.dims, spec.transposeB)) : matrixDesc(spec.b, spec.transposeB);
}

Described<dnnl::matmul> describeMatmul(const MatrixMultiplySpec& spec, const dnnl::engine& engine, const PostOps& postOps) {
    const auto a = matrixDesc(spec.a, spec.transposeA), b = matmulWeights(spec), out = descOf(spec.out);
    if (spec.bias.dims.rank == 0) return {{a, b, out}, postOps, engine};
    const auto bias = broadcastDesc(spec.bias.dims, spec.out.dims.rank);
    return {{a, b, bias, out}, postOps, engine};
}

bool isInnerProduct(const MatrixMultiplySpec& spec) {
    return spec.b.data && !spec.a.data && !spec.transposeA && spec.out.dims.rank == 2;
}

/// oneDNN's weights are [N,K].
Described<dnnl::inner_product_forward> describeInnerProduct(const MatrixMultiplySpec& spec, const dnnl::engine& engine,
                                                            const PostOps& postOps) {
    const auto weights = anyDesc(matrixDims(spec.b.dims, !spec.transposeB));
    const auto bias = spec.bias.dims.rank > 0 ? descOf(DataType::Float, Dims{spec.bias.dims.volume()}, Format::linear())
                                              : dnnl::memory::desc();
    return {{dnnl::prop_kind::forward_inference, descOf(spec.a), weights, bias, descOf(spec.out)}, postOps, engine};
}

template <class Operation, class Descriptor>
std::unique_ptr<Primitive> make(const MatrixMultiplySpec& spec, const dnnl::engine& engine, const Descriptor& descriptor,
                                const PostOps& postOps, const dnnl::memory::desc& weights) {
    auto out = std::make_unique<PreparedPrimitive>(engine, Operation(descriptor));
    if (spec.a.data)
        out->bindConstant(DNNL_ARG_SRC, packed(spec.a, matrixDesc(spec.a, spec.transposeA), descriptor.src_desc(), engine));
    else
        out->bindInput(DNNL_ARG_SRC, descriptor.src_desc(), 0);
    if (spec.b.data) out->bindConstant(DNNL_ARG_WEIGHTS, packed(spec.b, weights, descriptor.weights_desc(), engine));
    else out->bindInput(DNNL_ARG_WEIGHTS, descriptor.weights_desc(), 1);
    if (spec.bias.dims.rank > 0)
        out->bindConstant(DNNL_ARG_BIAS, packed(spec.bias, descriptor.bias_desc(), descriptor.bias_desc(), engine));
    out->bindOutput(descriptor.dst_desc());
    out->bindWorkspace(descriptor.scratchpad_desc());
    bindOperands(*out, postOps, spec.epilogue, engine);
    return out;
}

Expected<std::vector<Implementation>> withPrefix(std::string_view prefix, Expected<std::vector<Implementation>> list) {
    if (list)
        for (Implementation& implementation : *list) implementation.name.insert(0, prefix);
    return list;
}

}  // namespace

Expected<std::vector<Implementation>> matrixMultiplyImplementations(const MatrixMultiplySpec& spec) {
    return guarded([&]() -> Expected<std::vector<Implementation>> {
        const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
        const auto collect = [&](auto describe) {
            return collectImplementations(spec.epilogue, spec.out.dims, spec.out.format, 1,
                                          [&](const PostOps& postOps, int) { return describe(spec, engine, postOps); });
        };
        auto found = withPrefix(kMatmul, collect(describeMatmul));
        if (!isInnerProduct(spec)) return found;
        auto more = withPrefix(kInnerProduct, collect(describeInnerProduct));
        if (!more) return found;
        if (found) more->insert(more->end(), found->begin(), found->end());
        return more;
    });
}

Expected<std::unique_ptr<Primitive>> makeMatrixMultiply(const MatrixMultiplySpec& spec, const std::string& name) {
    return guarded([&]() -> Expected<std::unique_ptr<Primitive>> {
        const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
        if (name.starts_with(kInnerProduct) && isInnerProduct(spec))
            return makeImplementation(
                spec.epilogue, spec.out.dims, spec.out.format, 1, name.substr(kInnerProduct.size()),
                [&](const PostOps& postOps, int) { return describeInnerProduct(spec, engine, postOps); },
                [&](const auto& descriptor, const PostOps& postOps) {
                    return make<dnnl::inner_product_forward>(spec, engine, descriptor, postOps,
                                                             matrixDesc(spec.b, !spec.transposeB));
                });
        if (!name.starts_with(kMatmul)) return tl::unexpected<std::string>("oneDNN has no implementation '" + name + "' here");
        return makeImplementation(
            spec.epilogue, spec.out.dims, spec.out.format, 1, name.substr(kMatmul.size()),
            [&](const PostOps& postOps, int) { return describeMatmul(spec, engine, postOps); },
            [&](const auto& descriptor, const PostOps& postOps) {
                return make<dnnl::matmul>(spec, engine, descriptor, postOps, matrixDesc(spec.b, spec.transposeB));
            });
    });
}

}  // namespace planscope::kernels::onednn
