// SPDX-License-Identifier: Apache-2.0
#include "engine/network/numerics.h"

#include "engine/base/check.h"

namespace planscope {
namespace {

constexpr std::string_view kWords[] = {"native", "f16", "f16_to_f32", "tf32"};
static_assert(std::size(kWords) == kNumericsCount);

}  // namespace

std::string_view toString(Numerics numerics) { return kWords[static_cast<std::size_t>(numerics)]; }

Result<Numerics> parseNumerics(std::string_view word) {
    for (std::size_t i = 0; i < std::size(kWords); ++i)
        if (kWords[i] == word) return static_cast<Numerics>(i);
    return fail(Code::Format, fmt::format("'{}' is not a way to compute; there are native, f16, f16_to_f32 and tf32", word));
}

bool isProductOperand(const LayerDef& def, int input) {
    return input < 2 && (def.category == Category::Convolution || def.category == Category::MatrixMultiply);
}

std::vector<TensorInfo> asComputed(std::span<const TensorInfo> inputs, Numerics numerics) {
    std::vector<TensorInfo> out(inputs.begin(), inputs.end());
    if (!readsHalfAsFloat(numerics)) return out;
    for (TensorInfo& info : out) {
        if (info.type != DataType::Half) continue;
        info.type = DataType::Float;
        info.constant = nullptr;
    }
    return out;
}

DataType storedType(DataType computed, Numerics numerics) {
    return numerics == Numerics::Half && computed == DataType::Float ? DataType::Half : computed;
}

}  // namespace planscope
