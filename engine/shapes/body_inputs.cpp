// SPDX-License-Identifier: Apache-2.0
#include "engine/shapes/body_inputs.h"

#include "engine/layers/loop.h"

#include <algorithm>

namespace planscope::shapes {
namespace {

Dims without(const Dims& dims, std::int64_t axis) {
    Dims out;
    for (int i = 0; i < dims.rank; ++i)
        if (i != axis) out.push(dims[i]);
    return out;
}

std::vector<InputExtents> loopInputs(const layers::loop::Attrs& attrs, std::span<const InputExtents> all) {
    const layers::loop::Layout at = layers::loop::layoutOf(attrs);
    std::vector<InputExtents> out{{Dims{}, nullptr}};
    for (std::size_t i = static_cast<std::size_t>(at.carried); i < all.size(); ++i) {
        const auto input = static_cast<int>(i);
        const bool isScanned = input >= at.scanned && input < at.captures;
        const Dims dims = isScanned ? without(all[i].dims, attrs.inputAxes[i - static_cast<std::size_t>(at.scanned)]) : all[i].dims;
        out.push_back({dims, input >= at.captures ? all[i].value : nullptr});
    }
    return out;
}

}  // namespace

std::optional<std::vector<InputExtents>> firstBodyInputs(const EngineStep& step, const Binding& binding) {
    std::vector<InputExtents> all;
    for (const std::uint32_t t : step.inputs) all.push_back({binding.tensors[t].dims, binding.tensors[t].value});
    if (!std::ranges::all_of(all, [](const InputExtents& input) { return input.dims.isStatic(); })) return std::nullopt;
    if (step.def->kind == layers::loop::kind) return loopInputs(step.attrs.as<layers::loop::Attrs>(), all);
    all.erase(all.begin());  // the condition
    return all;
}

}  // namespace planscope::shapes
