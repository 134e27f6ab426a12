// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/conditional.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/network/body.h"
#include "engine/network/evaluate.h"
#include "engine/network/extent.h"
#include "engine/network/names.h"

#include <algorithm>

namespace planscope::layers::conditional {
namespace {

constexpr AttrField kFields[] = {
    attrField<&Attrs::thenBody>("thenBody", "runs where the condition is true"),
    attrField<&Attrs::elseBody>("elseBody", "runs where the condition is false"),
};

Status validate(const LayerView& layer) {
    PS_TRY(checkInputs(layer, 1, INT32_MAX));
    PS_TRY(checkType(layer, 0, DataType::Bool));
    PS_CHECK(extent::mayEqual(extent::volume(layer.input(0).dims), 1), Code::Shape, "the condition is {}, one element is needed",
             toString(layer.input(0).dims));
    const auto& attrs = layer.attrs<Attrs>();
    PS_CHECK(attrs.thenBody.network && attrs.elseBody.network, Code::Attribute, "conditional needs the two branches thenBody and elseBody");
    PS_CHECK(!attrs.thenBody.network->outputs().empty(), Code::Attribute, "the branches have no outputs");
    return {};
}

std::vector<TensorType> captureTypes(const LayerView& layer) {
    std::vector<TensorType> out;
    for (const TensorInfo& input : layer.inputs().subspan(1)) out.push_back({input.type, input.dims});
    return out;
}

Result<TensorType> merged(const TensorType& a, const TensorType& b, std::size_t output) {
    PS_CHECK(a.type == b.type && a.dims.rank == b.dims.rank, Code::Shape, "output {} is {}[{}] in thenBody and {}[{}] in elseBody", output,
             toString(a.type), toString(a.dims), toString(b.type), toString(b.dims));
    TensorType out = a;
    for (int i = 0; i < out.dims.rank; ++i)
        if (a.dims[i] != b.dims[i]) out.dims[i] = extent::kAnonymous;
    return out;
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    const auto& attrs = layer.attrs<Attrs>();
    const std::vector<TensorType> captures = captureTypes(layer);
    PS_ASSIGN(const std::vector<TensorType> thenTypes, within("thenBody", inferBody(*attrs.thenBody.network, captures)));
    PS_ASSIGN(const std::vector<TensorType> elseTypes, within("elseBody", inferBody(*attrs.elseBody.network, captures)));
    PS_CHECK(thenTypes.size() == elseTypes.size(), Code::Arity, "thenBody has {} outputs, elseBody has {}", thenTypes.size(),
             elseTypes.size());
    std::vector<TensorType> out;
    for (std::size_t i = 0; i < thenTypes.size(); ++i) {
        PS_ASSIGN(out.emplace_back(), merged(thenTypes[i], elseTypes[i], i));
    }
    return out;
}

/// Those of the dearer branch.
double flops(const LayerView& layer, std::span<const TensorType>) {
    const auto& attrs = layer.attrs<Attrs>();
    return std::max(workOf(*attrs.thenBody.network).flops, workOf(*attrs.elseBody.network).flops);
}

Result<std::vector<ConstantPtr>> evaluate(const LayerView& layer, std::span<const ConstantPtr> inputs) {
    const auto& attrs = layer.attrs<Attrs>();
    const bool condition = inputs[0]->as<std::uint8_t>()[0] != 0;
    return within(condition ? "thenBody" : "elseBody",
                  evaluateNetwork(*(condition ? attrs.thenBody : attrs.elseBody).network, inputs.subspan(1)));
}

}  // namespace

constinit const LayerDef def{
    .kind = kind,
    .category = Category::Control,
    .doc = "Runs one of two networks, as a condition says.",
    .fields = kFields,
    .copyAttrs = attrsCopier<Attrs>,
    .validate = validate,
    .infer = infer,
    .flops = flops,
    .reference = nullptr,
    .shapeInputs = 1,
    .evaluate = evaluate,
};

}  // namespace planscope::layers::conditional
