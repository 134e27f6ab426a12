// SPDX-License-Identifier: Apache-2.0
// pointwise(pointwise(x), y) becomes one program. The inner result must have no other reader and the extents of the outer
// one: otherwise it would be computed again for every element that it is broadcast to. Programs have limits
// (kMaxPointwiseSteps, kMaxPointwiseInputs); beyond them two programs stay two.
#include "engine/layers/pointwise.h"
#include "engine/network/names.h"
#include "engine/network/pointwise_text.h"
#include "engine/passes/match.h"
#include "engine/passes/pass.h"
#include "engine/passes/program_inputs.h"

namespace planscope::passes::fuse_pointwise_chains {
namespace {

const PointwiseProgram& programOf(const Layer& layer) { return layer.attrs.as<layers::pointwise::Attrs>().program; }

std::string chainName(const Layer& inner, const Layer& outer) { return "PWN(" + inner.name + ", " + outer.name + ")"; }

std::optional<BoundProgram> joined(const Layer& inner, const Layer& outer, int slot) {
    const auto program = compose(programOf(inner), programOf(outer), slot);
    if (!program) return std::nullopt;
    BoundProgram bound{*program, inner.inputs};
    for (int i = 0; i < static_cast<int>(outer.inputs.size()); ++i)
        if (i != slot) bound.inputs.push_back(outer.inputs[static_cast<std::size_t>(i)]);
    return simplified(bound);
}

Result<std::optional<Patch>> rewrite(const Network& network, LayerId id, Declines& declines) {
    const Layer& outer = network.layer(id);
    for (int slot = 0; slot < static_cast<int>(outer.inputs.size()); ++slot) {
        const auto innerId = ownedProducer(network, id, slot, layers::pointwise::kind, declines);
        if (!innerId) continue;
        const Layer& inner = network.layer(*innerId);
        const Dims &innerDims = network.tensor(inner.outputs[0]).dims, &outerDims = network.tensor(outer.outputs[0]).dims;
        if (!(innerDims == outerDims)) {
            declines.because("the result {} of '{}' would be computed for {}", toString(innerDims), inner.name, toString(outerDims));
            continue;
        }
        const auto bound = joined(inner, outer, slot);
        if (!bound) {
            declines.because("together with '{}' the program is longer than programs can be", inner.name);
            continue;
        }
        Patch patch(network, "'" + inner.name + "' and '" + outer.name + "' are one program");
        const TensorId out = patch.addLayer({.name = chainName(inner, outer), .def = &layers::pointwise::def,
                                             .attrs = Attrs::of(layers::pointwise::Attrs{bound->program}), .inputs = bound->inputs,
                                             .origins = joinedOrigins(inner, outer),
                                             .outputNames = {network.tensor(outer.outputs[0]).name}});
        patch.redirect(outer.outputs[0], out);
        patch.drop(id);
        patch.drop(*innerId);
        return patch;
    }
    return std::nullopt;
}

constexpr LayerKind kAnchors[] = {layers::pointwise::kind};

}  // namespace

extern constinit const RewriteDef def;
constinit const RewriteDef def{.name = "fuse_pointwise_chains", .before = "pointwise(pointwise(x), y)", .after = "pointwise(x, y)",
                     .anchors = kAnchors, .rewrite = rewrite};

}  // namespace planscope::passes::fuse_pointwise_chains
