// SPDX-License-Identifier: Apache-2.0
// shuffle(shuffle(x)) becomes one shuffle where a single transpose-reshape-transpose can say it:
//   T1 R1 T2 | t1 r2 t2  ->  T1 R t2   if t1 undoes T2 (both reshapes collapse into the last)
//   T1 R1 T2 | t1        ->  T1 R1 T2t1
//   T1       | t1 r2 t2  ->  T1t1 r2 t2
// Must not fire where something else reads the inner result: both would run.
// Post-condition: adjacent transposes and reshapes are merged, inverse ones are gone after drop_identities.
#include "engine/base/check.h"
#include "engine/layers/shuffle.h"
#include "engine/network/extent.h"
#include "engine/passes/match.h"
#include "engine/passes/pass.h"

namespace planscope::passes::merge_shuffles {
namespace {

using layers::shuffle::Attrs;

Dims orIdentity(const Dims& permutation, int rank) {
    if (permutation.rank > 0) return permutation;
    Dims out;
    for (int i = 0; i < rank; ++i) out.push(i);
    return out;
}

bool isIdentity(const Dims& permutation) {
    for (int i = 0; i < permutation.rank; ++i)
        if (permutation[i] != i) return false;
    return true;
}

/// First `a`, then `b`.
Dims composed(const Dims& a, const Dims& b) {
    Dims out;
    for (const std::int64_t axis : b) out.push(a[static_cast<int>(axis)]);
    return out;
}

/// Transpose, reshape and transpose with nothing left to default. `shape` is the extent list after the reshape.
struct Form {
    Dims first, shape, second;
    bool reshapes = false;
};

Dims permuted(const Dims& dims, const Dims& permutation) {
    Dims out;
    for (const std::int64_t axis : permutation) out.push(dims[static_cast<int>(axis)]);
    return out;
}

Result<Form> formOf(const Network& network, const Layer& layer) {
    const Dims& in = network.tensor(layer.inputs[0]).dims;
    const Attrs& attrs = layer.attrs.as<Attrs>();
    const std::vector<TensorInfo> infos = network.anchorInputs(layer);
    Form form;
    form.first = orIdentity(attrs.firstTranspose, in.rank);
    PS_ASSIGN(form.shape, layers::shuffle::resolveReshape(LayerView(*layer.def, layer.attrs, infos)));
    form.reshapes = !(form.shape == permuted(in, form.first));
    form.second = orIdentity(attrs.secondTranspose, form.shape.rank);
    return form;
}

std::optional<Form> merged(const Form& a, const Form& b) {
    const Dims between = composed(a.second, b.first);
    if (isIdentity(between)) return Form{a.first, b.shape, b.second, a.reshapes || b.reshapes};
    if (!b.reshapes) return Form{a.first, a.shape, composed(between, b.second), a.reshapes};
    if (!a.reshapes) return Form{composed(a.first, between), b.shape, b.second, true};
    return std::nullopt;
}

/// The reshape as an attribute where it is all numbers, or copies and at most one inferred extent. An extent is inferred
/// only if the others are at least 1 or `requested`, what the layer itself asks for, infers it too.
std::optional<Attrs> asAttributes(const Form& form, const Dims& in, const Dims& requested) {
    Attrs out{.firstTranspose = form.first, .hasReshape = true, .reshape = form.shape, .zeroIsPlaceholder = false,
              .secondTranspose = form.second};
    if (form.shape.isStatic()) return out;
    out.hasReshape = form.reshapes;
    if (!form.reshapes) {
        out.reshape = {};
        return out;
    }
    out.zeroIsPlaceholder = true;
    const Dims from = permuted(in, form.first);
    int inferred = -1;
    bool hasCopies = false;
    for (int i = 0; i < form.shape.rank; ++i) {
        const std::int64_t extent = form.shape[i];
        if (extent == 0 || extent == extent::kAnonymous) return std::nullopt;
        if (extent::isNumber(extent)) continue;
        const bool isCopy = i < from.rank && from[i] == extent;
        if (!isCopy && inferred >= 0) return std::nullopt;
        if (!isCopy) inferred = i;
        hasCopies = hasCopies || isCopy;
        out.reshape[i] = isCopy ? 0 : -1;
    }
    const bool wasInferred = inferred >= 0 && inferred < requested.rank && requested[inferred] == -1;
    if (inferred >= 0 && hasCopies && !wasInferred) return std::nullopt;
    return out;
}

Result<std::optional<Patch>> rewrite(const Network& network, LayerId id, Declines& declines) {
    const Layer& outer = network.layer(id);
    const auto innerId = ownedProducer(network, id, 0, layers::shuffle::kind, declines);
    if (!innerId || !isPlain(outer) || !isPlain(network.layer(*innerId))) return std::nullopt;
    const Layer& inner = network.layer(*innerId);
    PS_ASSIGN(const Form a, formOf(network, inner));
    PS_ASSIGN(const Form b, formOf(network, outer));
    const std::optional<Form> both = merged(a, b);
    if (!both) return declines.because("a transpose stands between its reshape and that of '{}'", inner.name);
    const Layer& reshaping = b.reshapes ? outer : inner;
    const auto attrs = asAttributes(*both, network.tensor(inner.inputs[0]).dims, reshaping.attrs.as<Attrs>().reshape);
    if (!attrs) return declines.because("the reshape after '{}' has more than one open extent to infer", inner.name);
    Patch patch(network, "'" + inner.name + "' and '" + outer.name + "' are one shuffle");
    const TensorId out = patch.addLayer({.name = joinedName(inner, outer), .def = &layers::shuffle::def, .attrs = planscope::Attrs::of(*attrs),
                                         .inputs = {inner.inputs[0]}, .origins = joinedOrigins(inner, outer),
                                         .outputNames = {network.tensor(outer.outputs[0]).name}});
    patch.redirect(outer.outputs[0], out);
    patch.drop(id);
    patch.drop(*innerId);
    return patch;
}

constexpr LayerKind kAnchors[] = {layers::shuffle::kind};

}  // namespace

extern constinit const RewriteDef def;
constinit const RewriteDef def{.name = "merge_shuffles", .before = "shuffle(shuffle(x))", .after = "shuffle(x)", .anchors = kAnchors, .rewrite = rewrite};

}  // namespace planscope::passes::merge_shuffles
