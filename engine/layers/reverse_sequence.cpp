// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/reverse_sequence.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/network/extent.h"
#include "engine/network/names.h"
#include "kernels/reference/reverse_sequence.h"

namespace planscope::layers::reverse_sequence {
namespace {

constexpr AttrField kFields[] = {
    attrField<&Attrs::batchAxis>("batchAxis", "axis whose entries have their own lengths, counted from 0"),
    attrField<&Attrs::sequenceAxis>("sequenceAxis", "axis that is reversed, counted from 0"),
};

Status validate(const LayerView& layer) {
    PS_TRY(checkInputs(layer, 2, 2));
    PS_TRY(checkType(layer, 1, DataType::Int32));
    const auto& attrs = layer.attrs<Attrs>();
    const Dims &in = layer.input(0).dims, &lengths = layer.input(1).dims;
    PS_TRY(within("batchAxis", checkAxis(attrs.batchAxis, in.rank)));
    PS_TRY(within("sequenceAxis", checkAxis(attrs.sequenceAxis, in.rank)));
    PS_CHECK(attrs.batchAxis != attrs.sequenceAxis,
             Code::Attribute,
             "batchAxis and sequenceAxis are both {}",
             attrs.batchAxis);
    PS_CHECK(extent::mayEqual(lengths, Dims{in[attrs.batchAxis]}),
             Code::Shape,
             "lengths are {}, expected {}",
             toString(lengths),
             extentText(in[attrs.batchAxis]));
    return {};
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    return std::vector<TensorType>{{layer.input(0).type, layer.input(0).dims}};
}

double flops(const LayerView&, std::span<const TensorType>) {
    return 0;
}

KernelStatus
reference(const LayerView& layer, std::span<const TensorView> inputs, std::span<const TensorView> outputs) {
    const auto& attrs = layer.attrs<Attrs>();
    return kernels::reference::reverseSequence(
        inputs[0], inputs[1], outputs[0], {.batchAxis = attrs.batchAxis, .sequenceAxis = attrs.sequenceAxis});
}

}  // namespace

constinit const LayerDef def{
    .kind = kind,
    .category = Category::DataMovement,
    .doc = "The first elements of each sequence in reverse order, as many as a tensor of lengths says.",
    .fields = kFields,
    .copyAttrs = attrsCopier<Attrs>,
    .validate = validate,
    .infer = infer,
    .flops = flops,
    .reference = reference,
};

}  // namespace planscope::layers::reverse_sequence
