// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/shuffle.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/layers/trace.h"
#include "engine/network/extent.h"
#include "engine/network/names.h"
#include "kernels/reference/shuffle.h"

#include <algorithm>
#include <optional>

namespace planscope::layers::shuffle {
namespace {

constexpr AttrField kFields[] = {
    attrField<&Attrs::firstTranspose>("firstTranspose", "source axis of each axis, before the reshape"),
    attrField<&Attrs::hasReshape>("hasReshape", "whether there is a reshape"),
    attrField<&Attrs::reshape>("reshape", "new extents; -1: inferred, 0: copied"),
    attrField<&Attrs::zeroIsPlaceholder>("zeroIsPlaceholder", "zeros in reshape copy the extent of the same axis"),
    attrField<&Attrs::secondTranspose>("secondTranspose", "source axis of each axis, after the reshape"),
};

Dims permuted(const Dims& dims, const Dims& order) {
    if (order.rank == 0) return dims;
    Dims out = dims;
    for (int i = 0; i < dims.rank; ++i) out[i] = dims[static_cast<int>(order[i])];
    return out;
}

/// The reshape dims before placeholders are resolved: the second input's value, or the attribute. Nothing while the value
/// is not known.
std::optional<Dims> requestedReshape(const LayerView& layer) {
    if (layer.inputCount() < 2) return layer.attrs<Attrs>().reshape;
    const Trace values = traceOf(layer.input(1));
    if (!values) return std::nullopt;
    Dims out;
    for (const std::int64_t value : *values) out.push(value);
    return out;
}

/// Replaces zeros by the input's extents and checks the entries; returns the position of the -1, or -1.
Result<int> fillPlaceholders(Dims& reshape, const Dims& in, const Attrs& attrs) {
    int inferred = -1;
    for (int i = 0; i < reshape.rank; ++i) {
        PS_CHECK(!extent::isNumber(reshape[i]) || (reshape[i] >= -1 && reshape[i] <= kMaxElements),
                 Code::Attribute,
                 "reshape holds {}, which is outside [-1, {}]",
                 reshape[i],
                 kMaxElements);
        if (reshape[i] == 0 && attrs.zeroIsPlaceholder) {
            PS_CHECK(i < in.rank, Code::Shape, "reshape copies axis {} of an input of rank {}", i, in.rank);
            reshape[i] = in[i];
        }
        if (reshape[i] != -1) continue;
        PS_CHECK(inferred < 0, Code::Attribute, "reshape holds -1 twice, at {} and {}", inferred, i);
        inferred = i;
    }
    return inferred;
}

/// Number of elements over the number that the other axes hold.
Result<std::int64_t> inferredExtent(const Dims& in, const Dims& others, const Dims& requested) {
    PS_TRY(checkedVolume(others).map([](std::int64_t) {}));
    const std::int64_t whole = extent::volume(in), part = extent::volume(others);
    PS_CHECK(part != 0 && (!extent::isNumber(whole) || mayBeMultiple(whole, std::max<std::int64_t>(part, 1))),
             Code::Shape,
             "{} cannot be reshaped to [{}]: no extent fits the -1",
             toString(in),
             fmt::join(requested, ","));
    return extent::divideExactly(whole, part);
}

Status validate(const LayerView& layer) {
    PS_TRY(checkInputs(layer, 1, 2));
    const auto& attrs = layer.attrs<Attrs>();
    PS_TRY(checkPermutation("firstTranspose", attrs.firstTranspose, layer.input(0).dims.rank));
    if (layer.inputCount() == 2) {
        PS_TRY(checkType(layer, 1, DataType::Int32));
        const Dims& dims = layer.input(1).dims;
        PS_CHECK(dims.rank == 1 && !mayReach(dims[0], kMaxRank + 1),
                 Code::Shape,
                 "the reshape dims (input 1) are {}, 1 axis of at most {} is needed",
                 toString(dims),
                 kMaxRank);
    }
    PS_ASSIGN(const Dims dims, resolveReshape(layer));
    return checkPermutation("secondTranspose", attrs.secondTranspose, dims.rank);
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    PS_ASSIGN(const Dims dims, resolveReshape(layer));
    return std::vector<TensorType>{{layer.input(0).type, permuted(dims, layer.attrs<Attrs>().secondTranspose)}};
}

double flops(const LayerView&, std::span<const TensorType>) {
    return 0;
}

KernelStatus
reference(const LayerView& layer, std::span<const TensorView> inputs, std::span<const TensorView> outputs) {
    const auto& attrs = layer.attrs<Attrs>();
    return kernels::reference::shuffle(
        inputs[0], outputs[0], {.firstTranspose = attrs.firstTranspose, .secondTranspose = attrs.secondTranspose});
}

}  // namespace

Result<Dims> resolveReshape(const LayerView& layer) {
    const auto& attrs = layer.attrs<Attrs>();
    const Dims in = permuted(layer.input(0).dims, attrs.firstTranspose);
    if (!attrs.hasReshape && layer.inputCount() < 2) return in;
    const std::optional<Dims> requested = requestedReshape(layer);
    if (!requested) return Dims::filled(static_cast<int>(layer.input(1).dims[0]), extent::kAnonymous);
    Dims dims = *requested;
    PS_ASSIGN(const int inferred, fillPlaceholders(dims, in, attrs));
    if (inferred >= 0) {
        dims[inferred] = 1;
        PS_ASSIGN(dims[inferred], inferredExtent(in, dims, *requested));
    }
    PS_TRY(checkedVolume(dims).map([](std::int64_t) {}));
    const std::int64_t before = extent::volume(in), after = extent::volume(dims);
    PS_CHECK(extent::mayEqual(before, after),
             Code::Shape,
             "{} with {} elements cannot be reshaped to {} with {}",
             toString(in),
             before,
             toString(dims),
             after);
    return dims;
}

constinit const LayerDef def{
    .kind = kind,
    .category = Category::DataMovement,
    .doc = "Transpose, then reshape, then transpose.",
    .fields = kFields,
    .copyAttrs = attrsCopier<Attrs>,
    .validate = validate,
    .infer = infer,
    .flops = flops,
    .reference = reference,
    .shapeInputs = 1U << 1,
    .traceExtents = traceOfFirst,
};

}  // namespace planscope::layers::shuffle
