// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/diagnostics.h"
#include "engine/network/constant.h"
#include "engine/onnx/reader/external_data.h"

namespace onnx {
class TensorProto;
}

namespace planscope::onnx {

/// An INT64 within 32 bits if it is one of the extreme values that stand for "up to the end"; unchanged otherwise.
std::int64_t clampedSentinel(std::int64_t value);

/// The value of a TensorProto: raw, typed or external data. `proto` gives up its raw bytes, so that large weights are not
/// copied; external ones stay mapped.
///
/// @param about        the tensor's name in warnings
/// @param diagnostics  gains a warning where an INT64 or DOUBLE does not fit after narrowing. The extreme values of
///                     INT64, which stand for "up to the end", are clamped silently
/// @errors Code::Shape, Code::Limit, Code::UnsupportedType, Code::Format (wrong length), Code::ExternalData
Result<ConstantPtr> takeValue(::onnx::TensorProto& proto, ExternalData& external, const std::string& about,
                              Diagnostics& diagnostics);

}  // namespace planscope::onnx
