// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/concatenation.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/layers/trace.h"
#include "engine/network/extent.h"
#include "engine/network/names.h"
#include "kernels/reference/concatenation.h"

namespace planscope::layers::concatenation {
namespace {

constexpr AttrField kFields[] = {
    attrField<&Attrs::axis>("axis", "axis along which the inputs are joined, counted from 0"),
};

Status validate(const LayerView& layer) {
    PS_TRY(checkInputs(layer, 1, INT32_MAX));
    const int axis = layer.attrs<Attrs>().axis;
    const Dims& first = layer.input(0).dims;
    PS_TRY(checkAxis(axis, first.rank));
    for (int i = 1; i < layer.inputCount(); ++i) {
        PS_TRY(checkSameType(layer, 0, i));
        const Dims& dims = layer.input(i).dims;
        PS_CHECK(dims.rank == first.rank,
                 Code::Shape,
                 "input {} has rank {}, input 0 has rank {}",
                 i,
                 dims.rank,
                 first.rank);
        for (int a = 0; a < dims.rank; ++a)
            PS_CHECK(a == axis || extent::mayEqual(dims[a], first[a]),
                     Code::Shape,
                     "input {} ({}) differs from input 0 ({}) along axis {}",
                     i,
                     toString(dims),
                     toString(first),
                     a);
    }
    return {};
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    const int axis = layer.attrs<Attrs>().axis;
    Dims dims = layer.input(0).dims;
    for (const TensorInfo& in : layer.inputs().subspan(1)) dims[axis] = extent::add(dims[axis], in.dims[axis]);
    return std::vector<TensorType>{{layer.input(0).type, dims}};
}

Trace traceExtents(const LayerView& layer) {
    std::vector<std::int64_t> out;
    for (const TensorInfo& in : layer.inputs()) {
        const Trace part = traceOf(in);
        if (!part) return std::nullopt;
        out.insert(out.end(), part->begin(), part->end());
    }
    return out;
}

double flops(const LayerView&, std::span<const TensorType>) {
    return 0;
}

KernelStatus
reference(const LayerView& layer, std::span<const TensorView> inputs, std::span<const TensorView> outputs) {
    return kernels::reference::concatenation(inputs, outputs[0], {.axis = layer.attrs<Attrs>().axis});
}

}  // namespace

constinit const LayerDef def{
    .kind = kind,
    .category = Category::DataMovement,
    .doc = "Tensors joined along one axis.",
    .fields = kFields,
    .copyAttrs = attrsCopier<Attrs>,
    .validate = validate,
    .infer = infer,
    .flops = flops,
    .reference = reference,
    .traceExtents = traceExtents,
};

}  // namespace planscope::layers::concatenation
