// SPDX-License-Identifier: Apache-2.0
// Every layer that works on single elements becomes a pointwise program, so that one fusion covers all spellings.
// Post-condition: activation, elementwise, unary, select, parametric_relu and cast layers are gone.
#include "engine/layers/activation.h"
#include "engine/layers/cast.h"
#include "engine/layers/elementwise.h"
#include "engine/layers/parametric_relu.h"
#include "engine/layers/pointwise.h"
#include "engine/layers/pointwise_form.h"
#include "engine/layers/select.h"
#include "engine/layers/unary.h"
#include "engine/passes/match.h"
#include "engine/passes/pass.h"
#include "engine/passes/program_inputs.h"

namespace planscope::passes::layers_to_pointwise {
namespace {

/// Functions of one element are nodes of their own in fused names, "conv + PWN(sigmoid)"; ReLU, clipping and arithmetic go by
/// their names, "conv + add + relu".
std::string nameOf(const Layer& layer) {
    using layers::activation::ActivationKind;
    const bool isActivation = layer.is(layers::activation::kind);
    const ActivationKind kind = isActivation ? layer.attrs.as<layers::activation::Attrs>().kind : ActivationKind::Relu;
    const bool isOwnNode = layer.is(layers::unary::kind) || (isActivation && kind != ActivationKind::Relu && kind != ActivationKind::Clip);
    return isOwnNode ? "PWN(" + layer.name + ")" : layer.name;
}

Result<std::optional<Patch>> rewrite(const Network& network, LayerId id) {
    const Layer& layer = network.layer(id);
    if (!isPlain(layer)) return std::nullopt;
    const std::vector<TensorInfo> infos = network.anchorInputs(layer);
    const auto program = layers::pointwiseForm(LayerView(*layer.def, layer.attrs, infos));
    if (!program) return std::nullopt;
    const BoundProgram bound = simplified({*program, layer.inputs});
    Patch patch(network, "'" + layer.name + "' works on single elements");
    const TensorId out = patch.addLayer({.name = nameOf(layer), .def = &layers::pointwise::def,
                                         .attrs = Attrs::of(layers::pointwise::Attrs{bound.program}), .inputs = bound.inputs,
                                         .origins = layer.origins, .outputNames = {network.tensor(layer.outputs[0]).name}});
    patch.redirect(layer.outputs[0], out);
    patch.drop(id);
    return patch;
}

constexpr LayerKind kAnchors[] = {layers::activation::kind, layers::cast::kind,   layers::elementwise::kind,
                                  layers::parametric_relu::kind, layers::select::kind, layers::unary::kind};

}  // namespace

extern constinit const RewriteDef def;
constinit const RewriteDef def{.name = "layers_to_pointwise", .before = "relu(x)", .after = "pointwise(x)", .anchors = kAnchors, .rewrite = rewrite};

}  // namespace planscope::passes::layers_to_pointwise
