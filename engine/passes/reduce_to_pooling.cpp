// SPDX-License-Identifier: Apache-2.0
// The mean or maximum over all spatial axes of [N,C,spatial...] is a pooling whose window is everything, which reads the formats
// of convolutions as they are. Spatial extents must be numbers. Large windows over data that no layer would give in such a
// format stay: there the reduction of rows is faster.
#include "engine/layers/matrix_multiply.h"
#include "engine/layers/pooling.h"
#include "engine/layers/reduce.h"
#include "engine/layers/shuffle.h"
#include "engine/network/extent.h"
#include "engine/network/names.h"
#include "engine/passes/match.h"
#include "engine/passes/pass.h"

namespace planscope::passes::reduce_to_pooling {
namespace {

/// Rows from which a reduction in Linear memory is as fast.
constexpr std::int64_t kLongRows = 256;

std::optional<PoolingKind> poolingOf(ReduceKind kind) {
    if (kind == ReduceKind::Avg) return PoolingKind::Average;
    return kind == ReduceKind::Max ? std::optional(PoolingKind::Max) : std::nullopt;
}

bool comesLinear(const Network& network, TensorId tensor) {
    const LayerId id = network.producer(tensor);
    return !id.valid() || network.layer(id).is(layers::shuffle::kind) || network.layer(id).is(layers::matrix_multiply::kind);
}

Result<std::optional<Patch>> rewrite(const Network& network, LayerId id, Declines& declines) {
    const Layer& layer = network.layer(id);
    const auto& attrs = layer.attrs.as<layers::reduce::Attrs>();
    const Tensor& in = network.tensor(layer.inputs[0]);
    const auto kind = poolingOf(attrs.kind);
    const int rank = in.dims.rank;
    if (!isPlain(layer) || !kind || in.type != DataType::Float || (rank != 4 && rank != 5) || attrs.axes != (1U << rank) - 4) return std::nullopt;
    const Dims window = rank == 4 ? Dims{in.dims[2], in.dims[3]} : Dims{in.dims[2], in.dims[3], in.dims[4]};
    for (const std::int64_t extent : window)
        if (!extent::isNumber(extent) || extent < 1) return declines.because("a window over {} is not known before run time", toString(in.dims));
    if (window.volume() >= kLongRows && comesLinear(network, layer.inputs[0]))
        return declines.because("its input stands in rows of {}, which are reduced as fast", window.volume());
    Patch patch(network, "'" + layer.name + "' is a pooling of everything");
    const std::string& name = network.tensor(layer.outputs[0]).name;
    TensorId out = patch.addLayer({.name = layer.name, .def = &layers::pooling::def,
                                   .attrs = Attrs::of(layers::pooling::Attrs{.kind = *kind, .window = window, .stride = {}, .dilation = {}, .prePadding = {}, .postPadding = {}}), .inputs = {layer.inputs[0]},
                                   .origins = layer.origins, .outputNames = {attrs.keepDims ? name : name + "_pooled"}});
    if (!attrs.keepDims)
        out = patch.addLayer({.name = "squeeze_after_" + layer.name, .def = &layers::shuffle::def,
                              .attrs = Attrs::of(layers::shuffle::Attrs{.firstTranspose = {}, .hasReshape = true, .reshape = {0, 0}, .secondTranspose = {}}), .inputs = {out},
                              .origins = layer.origins, .outputNames = {name}});
    patch.redirect(layer.outputs[0], out);
    patch.drop(id);
    return patch;
}

constexpr LayerKind kAnchors[] = {layers::reduce::kind};

}  // namespace

extern constinit const RewriteDef def;
constinit const RewriteDef def{.name = "reduce_to_pooling", .before = "reduce(x, spatial axes)", .after = "pooling(x)", .anchors = kAnchors, .rewrite = rewrite};

}  // namespace planscope::passes::reduce_to_pooling
