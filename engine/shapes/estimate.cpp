// SPDX-License-Identifier: Apache-2.0
#include "engine/shapes/estimate.h"

namespace planscope::shapes {
namespace {

/// The value of an input that decides shapes, where its range says what opt is.
ConstantPtr valueOf(const EngineTensor& tensor, const InputRange& range) {
    const auto count = static_cast<std::int64_t>(range.optValues.size());
    if (tensor.type != DataType::Int32 || count == 0 || count != range.opt.volume()) return nullptr;
    const std::vector<std::int32_t> narrow(range.optValues.begin(), range.optValues.end());
    return Constant::ofInts(range.opt, narrow);
}

}  // namespace

std::vector<InputExtents> inputsAtOpt(const Engine& engine, const OptimizationProfile& profile) {
    std::vector<InputExtents> out;
    for (std::size_t i = 0; i < profile.inputs.size(); ++i)
        out.push_back({profile.inputs[i].opt, valueOf(engine.tensors[engine.inputs[i].tensor], profile.inputs[i])});
    return out;
}

}  // namespace planscope::shapes
