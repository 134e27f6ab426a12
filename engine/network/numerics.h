// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace planscope {

/// How a layer computes with real numbers and keeps them. Kinds know Float alone; everything else is laid around them, in
/// one place for inference (here), for the oracle (engine/network/evaluate.h) and for tactics
/// (engine/devices/adapted_tactic.h).
enum class Numerics : std::uint8_t {
    Native,       ///< as the kind says of the types of its tensors
    Half,         ///< FP16: Half inputs are read as Float, Float results rounded to Half once, to nearest even
    HalfToFloat,  ///< the same, but results are kept unrounded as Float
    Tf32,         ///< Float tensors; operands of products are rounded to 10 mantissa bits (kernels/api/tf32.h)
};

inline constexpr int kNumericsCount = 4;

/// "native", "f16", "f16_to_f32", "tf32".
std::string_view toString(Numerics numerics);
Result<Numerics> parseNumerics(std::string_view word);

/// True where Half tensors are shown to the kind as Float.
constexpr bool readsHalfAsFloat(Numerics numerics) { return numerics == Numerics::Half || numerics == Numerics::HalfToFloat; }

/// Whether input `input` of the kind is multiplied with another input, so that TF32 rounds it.
bool isProductOperand(const LayerDef& def, int input);

/// The inputs as the kind sees them. Values of Half constants are hidden: they are not what the kind would read.
std::vector<TensorInfo> asComputed(std::span<const TensorInfo> inputs, Numerics numerics);

/// The type in which a result of type `computed` is kept.
DataType storedType(DataType computed, Numerics numerics);

/// What a person asked of a layer. Binding or a preference, see PrecisionOptions.
struct PrecisionRequest {
    std::optional<DataType> precision{};                 ///< to compute in
    std::vector<std::optional<DataType>> outputTypes{};  ///< to keep the outputs in, one per output or none at all

    bool empty() const { return !precision && outputTypes.empty(); }
    friend bool operator==(const PrecisionRequest&, const PrecisionRequest&) = default;
};

}  // namespace planscope
