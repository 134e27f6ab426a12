// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/loop.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/layers/loop_run.h"
#include "engine/network/body.h"
#include "engine/network/extent.h"
#include "engine/network/names.h"

#include <algorithm>

namespace planscope::layers::loop {
namespace {

constexpr AttrField kFields[] = {
    attrField<&Attrs::body>("body", "what is repeated"),
    attrField<&Attrs::condition>("condition", "output 0 of the body says whether another iteration follows"),
    attrField<&Attrs::carried>("carried", "number of values that every iteration gets from the one before"),
    attrField<&Attrs::inputAxes>("inputAxes", "per scanned input the axis of the slices, counted from 0"),
    attrField<&Attrs::inputsReversed>("inputsReversed", "per scanned input: 1 for slices from the end; none: all from the start"),
    attrField<&Attrs::outputAxes>("outputAxes", "per scan output the axis of the slices, counted from 0"),
    attrField<&Attrs::outputsReversed>("outputsReversed", "per scan output: 1 for slices put in front; none: all behind"),
};

Status checkOne(const LayerView& layer, int i, std::string_view what, DataType type) {
    PS_TRY(checkType(layer, i, type));
    PS_CHECK(extent::mayEqual(extent::volume(layer.input(i).dims), 1), Code::Shape, "the {} is {}, one element is needed", what,
             toString(layer.input(i).dims));
    return {};
}

Status checkFlags(std::string_view name, const std::vector<std::int64_t>& flags, std::size_t count) {
    PS_CHECK(flags.empty() || flags.size() == count, Code::Attribute, "{} has {} entries, expected {}", name, flags.size(), count);
    for (const std::int64_t flag : flags) PS_CHECK(flag == 0 || flag == 1, Code::Attribute, "{} holds {}, which is neither 0 nor 1", name, flag);
    return {};
}

Status checkLists(const LayerView& layer) {
    const auto& attrs = layer.attrs<Attrs>();
    PS_TRY(checkFlags("inputsReversed", attrs.inputsReversed, attrs.inputAxes.size()));
    PS_TRY(checkFlags("outputsReversed", attrs.outputsReversed, attrs.outputAxes.size()));
    for (std::size_t i = 0; i < attrs.inputAxes.size(); ++i) {
        const int rank = layer.input(layoutOf(attrs).scanned + static_cast<int>(i)).dims.rank;
        PS_CHECK(attrs.inputAxes[i] >= 0 && attrs.inputAxes[i] < rank, Code::Attribute, "scanned input {}: axis {} is outside rank {}", i,
                 attrs.inputAxes[i], rank);
    }
    return {};
}

/// What the trip count is at most; extent::kAnonymous while nothing is known, kNoTripCount where it sets no limit.
Result<std::int64_t> tripCountOf(const LayerView& layer) {
    PS_ASSIGN(const auto count, knownIntegers(layer.input(0)));
    if (!count || count->size() != 1) return extent::kAnonymous;
    const std::int64_t value = count->front();
    return extent::isNumber(value) ? std::max<std::int64_t>(value, 0) : extent::larger(value, 0);
}

/// Loops inside each other in a network.
int depthOf(const Network& network) {
    int deepest = 0;
    for (const LayerId id : network.topologicalOrder()) {
        const Layer& layer = network.layer(id);
        for (const Network* const body : bodiesOf(*layer.def, layer.attrs)) deepest = std::max(deepest, depthOf(*body) + (layer.is(kind) ? 1 : 0));
    }
    return deepest;
}

Status validate(const LayerView& layer) {
    const auto& attrs = layer.attrs<Attrs>();
    const bool isCarriedGood = attrs.carried >= 0 && attrs.carried <= layer.inputCount();
    const Layout at = layoutOf(attrs);
    PS_CHECK(isCarriedGood && at.captures <= layer.inputCount(), Code::Attribute,
             "{} carried and {} scanned values do not fit {} inputs, of which two are trip count and condition", attrs.carried,
             attrs.inputAxes.size(), layer.inputCount());
    PS_TRY(checkInputs(layer, at.carried, INT32_MAX));
    PS_TRY(checkOne(layer, at.tripCount, "trip count", DataType::Int32));
    PS_TRY(checkOne(layer, at.condition, "condition", DataType::Bool));
    PS_TRY(checkLists(layer));
    PS_CHECK(attrs.body.network, Code::Attribute, "loop needs a body");
    PS_CHECK(depthOf(*attrs.body.network) < kMaxDepth, Code::Limit, "loops stand more than {} deep inside each other", kMaxDepth);
    PS_ASSIGN(const std::int64_t count, tripCountOf(layer));
    PS_CHECK(count != kNoTripCount || attrs.condition || !attrs.inputAxes.empty(), Code::Attribute,
             "nothing ends the loop: it has no trip count, no condition and no scanned input");
    const std::size_t expected = static_cast<std::size_t>(at.bodyCarried + attrs.carried) + attrs.outputAxes.size();
    PS_CHECK(attrs.body.network->outputs().size() == expected, Code::Arity, "the body has {} outputs, expected {}",
             attrs.body.network->outputs().size(), expected);
    PS_CHECK(attrs.carried > 0 || !attrs.outputAxes.empty(), Code::Arity, "the loop has no outputs");
    return {};
}

Dims without(const Dims& dims, std::int64_t axis) {
    Dims out;
    for (int i = 0; i < dims.rank; ++i)
        if (i != axis) out.push(dims[i]);
    return out;
}

std::vector<TensorType> bodyInputs(const LayerView& layer, const std::vector<TensorType>& carried) {
    const auto& attrs = layer.attrs<Attrs>();
    const Layout at = layoutOf(attrs);
    std::vector<TensorType> out{{DataType::Int32, Dims{}}};
    out.insert(out.end(), carried.begin(), carried.end());
    for (std::size_t i = 0; i < attrs.inputAxes.size(); ++i) {
        const TensorInfo& scanned = layer.input(at.scanned + static_cast<int>(i));
        out.push_back({scanned.type, without(scanned.dims, attrs.inputAxes[i])});
    }
    for (int i = at.captures; i < layer.inputCount(); ++i) out.push_back({layer.input(i).type, layer.input(i).dims});
    return out;
}

/// True where `before` had to be widened, so that it holds for the next iteration too.
Result<bool> widen(TensorType& before, const TensorType& after, const Network& body, int value) {
    PS_CHECK(before.type == after.type && before.dims.rank == after.dims.rank, Code::Shape,
             "carried value {} is {}[{}] before an iteration and {}[{}] after it", value, toString(before.type), toString(before.dims),
             toString(after.type), toString(after.dims));
    bool changed = false;
    for (int i = 0; i < before.dims.rank; ++i) {
        const std::int64_t code = changingExtent(body.name, value, i);
        if (before.dims[i] == after.dims[i] || before.dims[i] == code) continue;
        before.dims[i] = code;
        changed = true;
    }
    return changed;
}

/// The body was written for values whose extents change.
Status checkDeclared(const Attrs& attrs, const CarriedTypes& types, int value) {
    const Network& body = *attrs.body.network;
    const Dims& declared = body.tensor(body.inputs()[static_cast<std::size_t>(1 + value)]).dims;
    const Dims& needed = types.carried[static_cast<std::size_t>(value)].dims;
    for (int i = 0; i < declared.rank; ++i)
        PS_CHECK(needed[i] != changingExtent(body.name, value, i) || !extent::isNumber(declared[i]), Code::Shape,
                 "carried value {} does not keep its extent along axis {}, but the body takes {} only", value, i, declared[i]);
    return {};
}

/// How many iterations there are at most.
Result<std::int64_t> iterations(const LayerView& layer) {
    const auto& attrs = layer.attrs<Attrs>();
    const Layout at = layoutOf(attrs);
    std::vector<std::int64_t> limits;
    PS_ASSIGN(const std::int64_t count, tripCountOf(layer));
    if (count != kNoTripCount) limits.push_back(count);
    for (std::size_t i = 0; i < attrs.inputAxes.size(); ++i) {
        const int input = at.scanned + static_cast<int>(i);
        limits.push_back(layer.input(input).dims[static_cast<int>(attrs.inputAxes[i])]);
        PS_CHECK(i == 0 || extent::mayEqual(limits.back(), limits[limits.size() - 2]), Code::Shape,
                 "scanned inputs {} and {} have {} and {} slices", i - 1, i, extentText(limits[limits.size() - 2]),
                 extentText(limits.back()));
    }
    const Constant* const condition = layer.input(at.condition).constant;
    const bool isTrue = condition && condition->dims().volume() == 1 && condition->as<std::uint8_t>()[0] != 0;
    if (attrs.condition || !isTrue || limits.empty()) return extent::kAnonymous;
    const bool isOne = std::ranges::all_of(limits, [&](std::int64_t e) { return e == limits.front(); });
    return isOne ? limits.front() : extent::kAnonymous;
}

Result<Dims> withAxis(const Dims& slice, std::int64_t axis, std::int64_t extent, std::size_t output) {
    PS_CHECK(axis >= 0 && axis <= slice.rank, Code::Attribute, "scan output {}: axis {} is outside rank {}", output, axis, slice.rank + 1);
    PS_CHECK(slice.rank < kMaxRank, Code::Limit, "scan output {} has rank {}, the limit is {}", output, slice.rank + 1, kMaxRank);
    Dims out;
    for (int i = 0; i < slice.rank; ++i) {
        if (i == axis) out.push(extent);
        out.push(slice[i]);
    }
    if (axis == slice.rank) out.push(extent);
    return out;
}

/// Extents that change while the loop runs mean nothing outside.
TensorType outside(const Attrs& attrs, const CarriedTypes& types, TensorType type) {
    for (int k = 0; k < attrs.carried; ++k)
        for (int i = 0; i < types.carried[static_cast<std::size_t>(k)].dims.rank; ++i)
            std::replace(type.dims.begin(), type.dims.end(), changingExtent(attrs.body.network->name, k, i), extent::kAnonymous);
    return type;
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    const auto& attrs = layer.attrs<Attrs>();
    const Layout at = layoutOf(attrs);
    PS_ASSIGN(const CarriedTypes types, inferCarried(layer));
    if (attrs.condition)
        PS_CHECK(types.outputs[0].type == DataType::Bool && extent::mayEqual(extent::volume(types.outputs[0].dims), 1), Code::DataType,
                 "the body's condition is {}[{}], one bool is needed", toString(types.outputs[0].type), toString(types.outputs[0].dims));
    std::vector<TensorType> out;
    for (const TensorType& type : types.carried) out.push_back(outside(attrs, types, type));
    PS_ASSIGN(const std::int64_t count, iterations(layer));
    for (std::size_t i = 0; i < attrs.outputAxes.size(); ++i) {
        const TensorType slice = outside(attrs, types, types.outputs[static_cast<std::size_t>(at.bodyCarried + attrs.carried) + i]);
        PS_ASSIGN(const Dims dims, withAxis(slice.dims, attrs.outputAxes[i], count, i));
        out.push_back({slice.type, dims});
    }
    return out;
}

double flops(const LayerView& layer, std::span<const TensorType>) {
    const auto count = iterations(layer);
    const bool isKnown = count && extent::isNumber(*count) && *count >= 0;
    return workOf(*layer.attrs<Attrs>().body.network).flops * static_cast<double>(isKnown ? *count : kMaxIterations);
}

}  // namespace

std::int64_t changingExtent(std::string_view body, int value, int axis) {
    return extent::derived(std::string(body) + "/carried", value, axis);
}

Layout layoutOf(const Attrs& attrs) {
    Layout out;
    out.scanned = out.carried + std::clamp(attrs.carried, 0, INT32_MAX / 2);
    out.captures = out.scanned + static_cast<int>(attrs.inputAxes.size());
    out.bodyCarried = attrs.condition ? 1 : 0;
    out.scanOutputs = attrs.carried;
    return out;
}

Result<CarriedTypes> inferCarried(const LayerView& layer) {
    const auto& attrs = layer.attrs<Attrs>();
    const Layout at = layoutOf(attrs);
    const Network& body = *attrs.body.network;
    PS_CHECK(body.inputs().size() > static_cast<std::size_t>(attrs.carried), Code::Arity, "the body has {} inputs for {} carried values",
             body.inputs().size(), attrs.carried);
    CarriedTypes types;
    for (int k = 0; k < attrs.carried; ++k) {
        const Dims& declared = body.tensor(body.inputs()[static_cast<std::size_t>(1 + k)]).dims;
        const TensorInfo& first = layer.input(at.carried + k);
        types.carried.push_back({first.type, declaredNumbers(first.dims, declared)});
    }
    for (bool changed = true; changed;) {  // every extent is widened once at most
        PS_ASSIGN(types.outputs, within("body", inferBody(body, bodyInputs(layer, types.carried))));
        changed = false;
        for (int k = 0; k < attrs.carried; ++k) {
            const auto i = static_cast<std::size_t>(k);
            PS_ASSIGN(const bool widened, widen(types.carried[i], types.outputs[static_cast<std::size_t>(at.bodyCarried) + i],
                                                body, k));
            changed = changed || widened;
        }
    }
    for (int k = 0; k < attrs.carried; ++k) PS_TRY(checkDeclared(attrs, types, k));
    return types;
}

constinit const LayerDef def{
    .kind = kind,
    .category = Category::Control,
    .doc = "Runs a network again and again: a number of times, while a condition holds, or once per slice of its inputs.",
    .fields = kFields,
    .copyAttrs = attrsCopier<Attrs>,
    .validate = validate,
    .infer = infer,
    .flops = flops,
    .reference = nullptr,
    .shapeInputs = 3,
    .evaluate = evaluateLoop,
};

}  // namespace planscope::layers::loop
