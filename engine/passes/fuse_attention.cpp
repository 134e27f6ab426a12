// SPDX-License-Identifier: Apache-2.0
// softmax(Q K^T s + mask) V becomes one attention layer, which never stores the scores. The factor may stand at the product as
// a product or quotient, or at Q and K; masks and factor may be missing, masks come after the factor: sums, or choices of a
// number of -1e30 or less, also between reshapes that divide the batch. A choice becomes a sum, which differs only for scores that
// are not finite. Batch axes must be known to agree without broadcasting, and nothing else may read what lies between. Few query
// rows do not pay for packing the keys.
#include "engine/layers/attention.h"
#include "engine/layers/matrix_multiply.h"
#include "engine/layers/softmax.h"
#include "engine/network/extent.h"
#include "engine/network/names.h"
#include "engine/passes/attention_scores.h"
#include "engine/passes/match.h"
#include "engine/passes/pass.h"

#include <cmath>

namespace planscope::passes::fuse_attention {
namespace {

constexpr std::int64_t kFewRows = 4;

Dims swapped(int rank) {
    Dims out;
    for (int i = 0; i < rank; ++i) out.push(i < rank - 2 ? i : 2 * rank - 3 - i);
    return out;
}

/// The axes with which an operand enters: as it is, or with its last two axes swapped.
Dims axesFor(bool isSwapped, int rank) { return isSwapped ? swapped(rank) : Dims{}; }

std::int64_t fromEnd(const Dims& dims, int back, bool isSwapped) { return dims[dims.rank - (isSwapped ? 3 - back : back)]; }

bool sameBatch(const Dims& a, const Dims& b) {
    for (int i = 0; i < a.rank - 2; ++i)
        if (a[i] != b[i]) return false;
    return a.rank == b.rank;
}

Result<std::optional<Patch>> rewrite(const Network& network, LayerId id, Declines& declines) {
    const Layer& outer = network.layer(id);
    const auto& outerAttrs = outer.attrs.as<layers::matrix_multiply::Attrs>();
    Region region(network, id);
    if (!isPlain(outer) || outer.inputs.size() != 2 || outerAttrs.opA != MatrixOperation::None || outerAttrs.opB == MatrixOperation::Vector) return std::nullopt;
    const Layer* softmax = region.take(outer.inputs[0], layers::softmax::kind);
    if (!softmax) return std::nullopt;
    const auto& softmaxAttrs = softmax->attrs.as<layers::softmax::Attrs>();
    const Dims& scoreDims = network.tensor(softmax->inputs[0]).dims;
    if (softmaxAttrs.log || softmaxAttrs.axis != scoreDims.rank - 1) return declines.because("'{}' is not a softmax of rows", softmax->name);
    const auto scores = takeScores(network, region, softmax->inputs[0], declines);
    if (!scores) return declines.because("'{}' is not the softmax of a product of matrices, scaled and masked", softmax->name);
    if (!(network.tensor(scores->product->outputs[0]).dims == scoreDims)) return declines.because("'{}' does not see the scores as '{}' makes them", softmax->name, scores->product->name);

    const auto& innerAttrs = scores->product->attrs.as<layers::matrix_multiply::Attrs>();
    if (innerAttrs.opA == MatrixOperation::Vector || innerAttrs.opB == MatrixOperation::Vector) return std::nullopt;
    const Scaled query = takeFactors(network, region, scores->product->inputs[0], true), key = takeFactors(network, region, scores->product->inputs[1], true);
    const float scale = scores->scale * query.factor * key.factor;
    const bool queryTurned = innerAttrs.opA == MatrixOperation::Transpose, keyTurned = innerAttrs.opB == MatrixOperation::None,
               valueTurned = outerAttrs.opB == MatrixOperation::Transpose;
    const Dims &q = network.tensor(query.tensor).dims, &k = network.tensor(key.tensor).dims, &v = network.tensor(outer.inputs[1]).dims;
    if (!sameBatch(q, k) || !sameBatch(q, v) || !sameBatch(q, scoreDims)) return declines.because("the batch axes of queries {}, keys {} and values {} are not the same", toString(q), toString(k), toString(v));
    if (fromEnd(q, 1, queryTurned) != fromEnd(k, 1, keyTurned) || fromEnd(k, 2, keyTurned) != fromEnd(v, 2, valueTurned))
        return declines.because("the extents of queries {}, keys {} and values {} are not known to agree", toString(q), toString(k), toString(v));
    for (const MaskTerm& mask : scores->masks)
        if (!maskSeenAs(network.tensor(mask.tensor).dims, mask.dims, scoreDims)) return declines.because("the mask '{}' is not known to broadcast to the scores", network.tensor(mask.tensor).name);
    const std::int64_t rows = fromEnd(q, 2, queryTurned);
    if (extent::isNumber(rows) && rows <= kFewRows) return declines.because("{} query rows do not pay for packing the keys", rows);
    if (!std::isfinite(scale)) return declines.because("the factor of the scores is not finite");
    if (!region.isClosed(declines)) return std::nullopt;

    const layers::attention::Attrs attrs{.scale = scale, .queryAxes = axesFor(queryTurned, q.rank), .keyAxes = axesFor(keyTurned, k.rank),
                                         .valueAxes = axesFor(valueTurned, v.rank), .outputAxes = {}};
    std::vector<TensorId> inputs{query.tensor, key.tensor, outer.inputs[1]};
    Patch patch(network, "'" + region.name() + "' is an attention");
    if (!scores->masks.empty()) inputs.push_back(addMask(patch, network, *scores, scoreDims, outer.name, region.origins()));
    const TensorId out = patch.addLayer({.name = region.name(), .def = &layers::attention::def, .attrs = Attrs::of(attrs), .inputs = inputs,
                                         .origins = region.origins(), .outputNames = {network.tensor(outer.outputs[0]).name}});
    patch.redirect(outer.outputs[0], out);
    region.dropFrom(patch);
    return patch;
}

constexpr LayerKind kAnchors[] = {layers::matrix_multiply::kind};

}  // namespace

extern constinit const RewriteDef def;
constinit const RewriteDef def{.name = "fuse_attention", .before = "softmax(q k^T s + mask) v", .after = "attention(q, k, v, mask)",
                     .anchors = kAnchors, .rewrite = rewrite};

}  // namespace planscope::passes::fuse_attention
