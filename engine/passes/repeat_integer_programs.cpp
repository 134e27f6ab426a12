// SPDX-License-Identifier: Apache-2.0
// pointwise(pointwise(x)) becomes one program that reads x although the inner result has other readers, where x and the outer
// result are bytes and the inner result is Float: to compute it again is cheaper than to write and read four times the bytes.
#include "engine/layers/pointwise.h"
#include "engine/network/pointwise_text.h"
#include "engine/passes/match.h"
#include "engine/passes/pass.h"
#include "engine/passes/program_inputs.h"

#include <algorithm>

namespace planscope::passes::repeat_integer_programs {
namespace {

bool isByte(const Tensor& tensor) { return tensor.type == DataType::Int8 || tensor.type == DataType::UInt8; }

const PointwiseProgram& programOf(const Layer& layer) { return layer.attrs.as<layers::pointwise::Attrs>().program; }

/// Constants count as nothing: they stay in the cache.
bool readsBytes(const Network& network, const Layer& layer) {
    return std::ranges::all_of(layer.inputs, [&](TensorId input) { return isByte(network.tensor(input)) || network.tensor(input).constant; });
}

Result<std::optional<Patch>> rewrite(const Network& network, LayerId id, Declines& declines) {
    const Layer& outer = network.layer(id);
    const Tensor& result = network.tensor(outer.outputs[0]);
    if (!isByte(result)) return std::nullopt;
    for (std::size_t slot = 0; slot < outer.inputs.size(); ++slot) {
        const LayerId innerId = network.producer(outer.inputs[slot]);
        if (!innerId.valid() || !network.layer(innerId).is(layers::pointwise::kind)) continue;
        const Layer& inner = network.layer(innerId);
        const Tensor& value = network.tensor(inner.outputs[0]);
        if (value.type != DataType::Float || !(value.dims == result.dims) || !readsBytes(network, inner)) continue;
        const auto program = compose(programOf(inner), programOf(outer), static_cast<int>(slot));
        if (!program) {
            declines.because("together with '{}' the program is longer than programs can be", inner.name);
            continue;
        }
        BoundProgram bound{*program, inner.inputs};
        for (std::size_t i = 0; i < outer.inputs.size(); ++i)
            if (i != slot) bound.inputs.push_back(outer.inputs[i]);
        bound = simplified(bound);
        Patch patch(network, "'" + outer.name + "' computes '" + inner.name + "' itself");
        const TensorId out = patch.addLayer({.name = "PWN(" + inner.name + ", " + outer.name + ")", .def = outer.def,
                                             .attrs = Attrs::of(layers::pointwise::Attrs{bound.program}), .inputs = bound.inputs,
                                             .origins = joinedOrigins(inner, outer), .outputNames = {result.name}});
        patch.redirect(outer.outputs[0], out);
        patch.drop(id);
        return patch;
    }
    return std::nullopt;
}

constexpr LayerKind kAnchors[] = {layers::pointwise::kind};

}  // namespace

extern constinit const RewriteDef def;
constinit const RewriteDef def{.name = "repeat_integer_programs", .before = "quantize(pointwise(x)), quantize(pointwise(x))",
                     .after = "pointwise(x), pointwise(x)", .anchors = kAnchors, .rewrite = rewrite};

}  // namespace planscope::passes::repeat_integer_programs
