// SPDX-License-Identifier: Apache-2.0
#include "engine/shapes/input_checks.h"

#include "engine/base/check.h"
#include "engine/network/extent.h"
#include "engine/network/names.h"

#include <algorithm>
#include <unordered_map>

namespace planscope::shapes {
namespace {

/// `dims` has the rank of the input and its fixed extents.
Status checkFixed(const Engine& engine, std::size_t index, const Dims& dims) {
    const EngineBinding& input = engine.inputs[index];
    const Dims& declared = engine.tensors[input.tensor].dims;
    PS_CHECK(dims.rank == declared.rank, Code::Shape, "input '{}' takes {} dimensions ({}), given {}", input.name, declared.rank,
             toString(declared), toString(dims));
    for (int axis = 0; axis < dims.rank; ++axis) {
        PS_CHECK(dims[axis] >= 0, Code::Shape, "input '{}' axis {} is {}; extents are not negative", input.name, axis, dims[axis]);
        PS_CHECK(extent::mayEqual(declared[axis], dims[axis]), Code::Shape, "input '{}' axis {} is {}; it is always {}", input.name, axis,
                 dims[axis], declared[axis]);
    }
    return {};
}

/// ": both are 'batch'", or nothing where the extent has no name.
std::string tieReason(const Engine& engine, std::int64_t extent) {
    const auto at = std::ranges::find(engine.extentNames, extent, &ExtentName::extent);
    return at == engine.extentNames.end() ? "" : fmt::format(": both are '{}'", at->name);
}

/// Axes whose extents have one code get one number. @param dimsOf  the dims of an input
template <class DimsOf>
Status checkTies(const Engine& engine, DimsOf dimsOf) {
    struct First {
        std::size_t input;
        int axis;
    };
    std::unordered_map<std::int64_t, First> firsts;  // looked up only, never walked
    for (std::size_t i = 0; i < engine.inputs.size(); ++i) {
        const Dims& declared = engine.tensors[engine.inputs[i].tensor].dims;
        for (int axis = 0; axis < declared.rank; ++axis) {
            if (extent::isNumber(declared[axis])) continue;
            const First first = firsts.try_emplace(declared[axis], First{i, axis}).first->second;
            const std::int64_t a = dimsOf(first.input)[first.axis], b = dimsOf(i)[axis];
            PS_CHECK(a == b, Code::Shape, "input '{}' axis {} ({}) and input '{}' axis {} ({}) must be equal{}", engine.inputs[first.input].name,
                     first.axis, a, engine.inputs[i].name, axis, b, tieReason(engine, declared[axis]));
        }
    }
    return {};
}

Status checkValues(const InputRange& range, std::size_t profile, const Constant& value) {
    if (range.minValues.empty()) return {};
    PS_ASSIGN(const std::vector<std::int64_t> values, value.toIntegers());
    PS_CHECK(values.size() == range.minValues.size(), Code::Value, "input '{}' has {} values, profile {} has ranges for {}", range.input,
             values.size(), profile, range.minValues.size());
    for (std::size_t i = 0; i < values.size(); ++i)
        PS_CHECK(values[i] >= range.minValues[i] && values[i] <= range.maxValues[i], Code::Value,
                 "input '{}' element {} is {}; profile {} allows {} to {}", range.input, i, values[i], profile, range.minValues[i],
                 range.maxValues[i]);
    return {};
}

const InputRange* findRange(const OptimizationProfile& profile, std::string_view input) {
    const auto at = std::ranges::find(profile.inputs, input, &InputRange::input);
    return at == profile.inputs.end() ? nullptr : &*at;
}

Status checkOrder(const InputRange& range) {
    for (int axis = 0; axis < range.opt.rank; ++axis)
        PS_CHECK(range.min[axis] <= range.opt[axis] && range.opt[axis] <= range.max[axis], Code::Option,
                 "input '{}' axis {} has min {}, opt {}, max {}; they must not fall", range.input, axis, range.min[axis], range.opt[axis],
                 range.max[axis]);
    const std::size_t count = range.optValues.size();
    PS_CHECK(range.minValues.size() == count && range.maxValues.size() == count, Code::Option,
             "input '{}' has {} min, {} opt and {} max values", range.input, range.minValues.size(), count, range.maxValues.size());
    for (std::size_t i = 0; i < count; ++i)
        PS_CHECK(range.minValues[i] <= range.optValues[i] && range.optValues[i] <= range.maxValues[i], Code::Option,
                 "input '{}' element {} has min {}, opt {}, max {}; they must not fall", range.input, i, range.minValues[i],
                 range.optValues[i], range.maxValues[i]);
    return {};
}

Result<InputRange> completeRange(const Engine& engine, std::size_t index, const OptimizationProfile& given) {
    const EngineBinding& input = engine.inputs[index];
    const Dims& declared = engine.tensors[input.tensor].dims;
    if (const InputRange* range = findRange(given, input.name)) {
        for (const Dims* dims : {&range->min, &range->opt, &range->max}) PS_TRY(checkFixed(engine, index, *dims));
        PS_TRY(checkOrder(*range));
        return *range;
    }
    PS_CHECK(declared.isStatic(), Code::Option, "it says nothing of input '{}', whose shape {} is open", input.name, toString(declared));
    return InputRange{input.name, declared, declared, declared};
}

Result<OptimizationProfile> completed(const Engine& engine, const OptimizationProfile& given) {
    const auto hasInput = [&](const std::string& name) {
        return std::ranges::find(engine.inputs, name, &EngineBinding::name) != engine.inputs.end();
    };
    for (const InputRange& range : given.inputs)
        PS_CHECK(hasInput(range.input), Code::Option, "it names '{}', which is no input of the model", range.input);
    OptimizationProfile out;
    for (std::size_t i = 0; i < engine.inputs.size(); ++i) {
        PS_ASSIGN(out.inputs.emplace_back(), completeRange(engine, i, given));
    }
    PS_TRY(within("min", checkTies(engine, [&](std::size_t i) { return out.inputs[i].min; })));
    PS_TRY(within("opt", checkTies(engine, [&](std::size_t i) { return out.inputs[i].opt; })));
    PS_TRY(within("max", checkTies(engine, [&](std::size_t i) { return out.inputs[i].max; })));
    return out;
}

}  // namespace

Status checkInput(const Engine& engine, std::size_t profile, std::size_t index, const Dims& dims) {
    if (profile >= engine.profiles.size()) return {};
    PS_TRY(checkFixed(engine, index, dims));
    const InputRange& range = engine.profiles[profile].inputs[index];
    for (int axis = 0; axis < dims.rank; ++axis)
        PS_CHECK(dims[axis] >= range.min[axis] && dims[axis] <= range.max[axis], Code::Shape,
                 "input '{}' axis {} is {}; profile {} allows {} to {}", range.input, axis, dims[axis], profile, range.min[axis],
                 range.max[axis]);
    return {};
}

Status checkInputs(const Engine& engine, std::size_t profile, std::span<const InputExtents> inputs) {
    if (engine.profiles.empty()) return {};  // a body: its inputs come from inside
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        PS_TRY(checkInput(engine, profile, i, inputs[i].dims));
        if (inputs[i].value && profile < engine.profiles.size())
            PS_TRY(checkValues(engine.profiles[profile].inputs[i], profile, *inputs[i].value));
    }
    return checkTies(engine, [&](std::size_t i) { return inputs[i].dims; });
}

Result<OptimizationProfile> completeProfile(const Engine& engine, const OptimizationProfile& given, std::size_t number) {
    return within(fmt::format("profile {}", number), completed(engine, given));
}

}  // namespace planscope::shapes
