// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session/made_up_inputs.h"

#include "engine/base/check.h"

#include <cstring>
#include <random>

namespace planscope::session {

std::vector<std::byte> madeUpInput(const EngineTensor& tensor, std::size_t index) {
    std::vector<std::byte> out(storageBytes(tensor.type, tensor.dims, Format::linear()));
    if (tensor.type != DataType::Float) return out;
    std::mt19937 random(static_cast<std::uint32_t>(7 + index));
    for (std::size_t at = 0; at < out.size(); at += sizeof(float)) {
        const float value = static_cast<float>(random() >> 8) * 0x1p-23F - 1;  // a multiple of 2^-23
        std::memcpy(out.data() + at, &value, sizeof value);
    }
    return out;
}

std::vector<std::byte> madeUpInput(const InferenceContext& context, std::size_t index) {
    const std::span<const std::byte> value = context.shapeValue(static_cast<int>(index));
    if (!value.empty()) return {value.begin(), value.end()};
    return madeUpInput(presentInput(context, index), index);
}

EngineTensor presentInput(const InferenceContext& context, std::size_t index) {
    EngineTensor out = context.engine().tensors[context.engine().inputs[index].tensor];
    out.dims = context.inputDims(static_cast<int>(index));
    return out;
}

Status setMadeUpInputs(InferenceContext& context) {
    for (std::size_t i = 0; i < context.engine().inputs.size(); ++i)
        PS_TRY(context.setInput(static_cast<int>(i), madeUpInput(context, i)));
    return {};
}

}  // namespace planscope::session
