// SPDX-License-Identifier: Apache-2.0
// gather(x, one constant index) is a slice of one along the axis, which can be a view of x. Extents must be numbers,
// as those of slices are. Only Float: lists of extents stay with the layers that decide shapes.
#include "engine/layers/gather.h"
#include "engine/layers/shuffle.h"
#include "engine/layers/slice.h"
#include "engine/network/extent.h"
#include "engine/passes/match.h"
#include "engine/passes/pass.h"

namespace planscope::passes::gather_to_slice {
namespace {

using layers::gather::Attrs;

std::optional<std::int64_t> indexOf(const Network& network, const Layer& layer, std::int64_t extent) {
    const Constant* indices = network.tensor(layer.inputs[1]).constant.get();
    if (!indices || indices->dims().volume() != 1 || !extent::isNumber(extent)) return std::nullopt;
    const std::int64_t index = indices->ints()[0], counted = index < 0 ? index + extent : index;
    return counted >= 0 && counted < extent ? std::optional(counted) : std::nullopt;
}

Result<std::optional<Patch>> rewrite(const Network& network, LayerId id, Declines& declines) {
    const Layer& layer = network.layer(id);
    const auto& attrs = layer.attrs.as<Attrs>();
    const Tensor &data = network.tensor(layer.inputs[0]), &result = network.tensor(layer.outputs[0]);
    if (!isPlain(layer) || attrs.mode != GatherMode::Default || attrs.elementwiseDims != 0 || data.type != DataType::Float) return std::nullopt;
    const auto index = indexOf(network, layer, data.dims[attrs.axis]);
    if (!index) return std::nullopt;
    layers::slice::Attrs cut{.start = Dims::filled(data.dims.rank, 0), .size = data.dims, .stride = {}};
    cut.start[attrs.axis] = *index;
    cut.size[attrs.axis] = 1;
    if (!cut.size.isStatic()) return declines.because("'{}' has open extents beside the one that is taken", data.name);
    const bool isSame = cut.size == result.dims;
    Patch patch(network, "'" + layer.name + "' takes one slice");
    TensorId out = patch.addLayer({.name = layer.name, .def = &layers::slice::def, .attrs = planscope::Attrs::of(cut), .inputs = {layer.inputs[0]},
                                   .origins = layer.origins, .outputNames = {isSame ? result.name : result.name + "_slice"}});
    if (!isSame)
        out = patch.addLayer({.name = "squeeze_after_" + layer.name, .def = &layers::shuffle::def,
                              .attrs = planscope::Attrs::of(layers::shuffle::Attrs{.firstTranspose = {}, .hasReshape = true, .reshape = result.dims, .zeroIsPlaceholder = false, .secondTranspose = {}}),
                              .inputs = {out}, .origins = layer.origins, .outputNames = {result.name}});
    patch.redirect(layer.outputs[0], out);
    patch.drop(id);
    return patch;
}

constexpr LayerKind kAnchors[] = {layers::gather::kind};

}  // namespace

extern constinit const RewriteDef def;
constinit const RewriteDef def{.name = "gather_to_slice", .before = "gather(x, index)", .after = "slice(x)", .anchors = kAnchors, .rewrite = rewrite};

}  // namespace planscope::passes::gather_to_slice
