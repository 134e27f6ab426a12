// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/ragged_softmax.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/network/extent.h"
#include "engine/network/names.h"
#include "kernels/reference/ragged_softmax.h"

namespace planscope::layers::ragged_softmax {
namespace {

Status validate(const LayerView& layer) {
    PS_TRY(checkInputs(layer, 2, 2));
    PS_TRY(checkFloat(layer, 0));
    PS_TRY(checkType(layer, 1, DataType::Int32));
    Dims expected = layer.input(0).dims;
    PS_CHECK(expected.rank >= 1, Code::Shape, "a scalar has no lines");
    expected[expected.rank - 1] = 1;
    PS_CHECK(extent::mayEqual(layer.input(1).dims, expected),
             Code::Shape,
             "the lengths are {}, expected {}",
             toString(layer.input(1).dims),
             toString(expected));
    return {};
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    return std::vector<TensorType>{{layer.input(0).type, layer.input(0).dims}};
}

/// Maximum, difference, exponential, sum and quotient.
double flops(const LayerView&, std::span<const TensorType> outputs) {
    return 5.0 * static_cast<double>(outputs[0].dims.volume());
}

KernelStatus reference(const LayerView&, std::span<const TensorView> inputs, std::span<const TensorView> outputs) {
    return kernels::reference::raggedSoftmax(inputs[0], inputs[1], outputs[0]);
}

}  // namespace

constinit const LayerDef def{
    .kind = kind,
    .category = Category::Normalization,
    .doc = "Softmax along the last axis over as many elements of each line as a tensor of lengths says.",
    .fields = {},
    .copyAttrs = attrsCopier<Attrs>,
    .validate = validate,
    .infer = infer,
    .flops = flops,
    .reference = reference,
};

}  // namespace planscope::layers::ragged_softmax
