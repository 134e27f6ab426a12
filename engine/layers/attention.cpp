// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/attention.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/network/extent.h"
#include "engine/network/names.h"
#include "kernels/reference/attention.h"

namespace planscope::layers::attention {
namespace {

constexpr AttrField kFields[] = {
    attrField<&Attrs::scale>("scale", "factor of the products of queries and keys"),
    attrField<&Attrs::queryAxes>("queryAxes", "axis i of [batch..., S, D] is axis queryAxes[i] of the query; []: as it is"),
    attrField<&Attrs::keyAxes>("keyAxes", "the same for [batch..., T, D] and the key"),
    attrField<&Attrs::valueAxes>("valueAxes", "the same for [batch..., T, E] and the value"),
    attrField<&Attrs::outputAxes>("outputAxes", "axis i of the output is axis outputAxes[i] of [batch..., S, E]; []: as it is"),
};

Dims read(const Dims& dims, const Dims& axes) {
    Dims out = dims;
    for (int i = 0; i < axes.rank; ++i) out[i] = dims[static_cast<int>(axes[i])];
    return out;
}

/// The operands as they enter the products.
struct Operands {
    Dims query, key, value;
};

Operands operandsOf(const LayerView& layer) {
    const auto& attrs = layer.attrs<Attrs>();
    return {read(layer.input(0).dims, attrs.queryAxes), read(layer.input(1).dims, attrs.keyAxes), read(layer.input(2).dims, attrs.valueAxes)};
}

Status checkOperands(const Operands& of) {
    const int rank = of.query.rank;
    Dims key = of.query, value = of.key;
    key[rank - 2] = of.key[rank - 2];
    value[rank - 1] = of.value[rank - 1];
    PS_CHECK(extent::mayEqual(of.key, key), Code::Shape, "keys {} do not fit queries {}", toString(of.key), toString(of.query));
    PS_CHECK(extent::mayEqual(of.value, value), Code::Shape, "values {} do not fit keys {}", toString(of.value), toString(of.key));
    return {};
}

Dims scoreDims(const Operands& of) {
    Dims out = of.query;
    out[out.rank - 1] = of.key[of.key.rank - 2];
    return out;
}

Status validate(const LayerView& layer) {
    PS_TRY(checkInputs(layer, 3, 4));
    const auto& attrs = layer.attrs<Attrs>();
    const int rank = layer.input(0).dims.rank;
    for (int i = 0; i < layer.inputCount(); ++i) PS_TRY(checkFloat(layer, i));
    PS_CHECK(rank >= 2, Code::Shape, "the query has rank {}, at least 2 is needed", rank);
    for (int i = 1; i < 3; ++i)
        PS_CHECK(layer.input(i).dims.rank == rank, Code::Shape, "input {} has rank {}, the query has {}", i, layer.input(i).dims.rank, rank);
    PS_TRY(checkPermutation("queryAxes", attrs.queryAxes, rank));
    PS_TRY(checkPermutation("keyAxes", attrs.keyAxes, rank));
    PS_TRY(checkPermutation("valueAxes", attrs.valueAxes, rank));
    PS_TRY(checkPermutation("outputAxes", attrs.outputAxes, rank));
    PS_TRY(checkFinite("scale", attrs.scale));
    const Operands operands = operandsOf(layer);
    PS_TRY(checkOperands(operands));
    return layer.inputCount() > 3 ? checkBroadcasts(layer, 3, scoreDims(operands)) : Status{};
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    const Operands operands = operandsOf(layer);
    Dims dims = operands.query;
    dims[dims.rank - 1] = operands.value[dims.rank - 1];
    return std::vector<TensorType>{{DataType::Float, read(dims, layer.attrs<Attrs>().outputAxes)}};
}

/// Two products, and a softmax between them.
double flops(const LayerView& layer, std::span<const TensorType>) {
    const Operands operands = operandsOf(layer);
    const auto scores = static_cast<double>(scoreDims(operands).volume());
    const int last = operands.query.rank - 1;
    return scores * (2.0 * static_cast<double>(operands.query[last]) + 2.0 * static_cast<double>(operands.value[last]) + 6);
}

KernelStatus reference(const LayerView& layer, std::span<const TensorView> inputs, std::span<const TensorView> outputs) {
    const auto& attrs = layer.attrs<Attrs>();
    return kernels::reference::attention(inputs[0], inputs[1], inputs[2], inputs.size() > 3 ? &inputs[3] : nullptr, outputs[0],
                                         {attrs.scale, attrs.queryAxes, attrs.keyAxes, attrs.valueAxes, attrs.outputAxes});
}

}  // namespace

constinit const LayerDef def{
    .kind = kind,
    .category = Category::MatrixMultiply,
    .doc = "softmax(query key^T scale + mask) value over the last two axes, every operand read through a permutation.",
    .fields = kFields,
    .copyAttrs = attrsCopier<Attrs>,
    .validate = validate,
    .infer = infer,
    .flops = flops,
    .reference = reference,
};

}  // namespace planscope::layers::attention
