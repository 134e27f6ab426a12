// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/cli/options.h"
#include "engine/runtime/standard/inference_context.h"

#include <string>
#include <vector>

namespace planscope::cli {

/// Host copies of all inputs of an engine, Linear, in the order of Engine::inputs.
using HostInputs = std::vector<std::vector<std::byte>>;

/// Values for the inputs: from "name:file" items (ONNX TensorProto for *.pb, raw bytes otherwise), else made up: floats
/// uniform in [-1, 1) from a fixed seed, never denormal; zeros for other types, so that indices are valid. Where shapes are open,
/// an input takes the shape of its *.pb file; all others keep the context's.
/// @errors Code::Option for a name that is no input; Code::File, Code::Shape, Code::DataType for what does not fit
Result<HostInputs> makeInputs(InferenceContext& context, const std::vector<std::string>& loadInputs, Console& console);

Status setInputs(InferenceContext& context, const HostInputs& inputs);

/// The outputs of the last run, Linear, in the order of Engine::outputs.
Result<std::vector<ConstantPtr>> readOutputs(const InferenceContext& context);

/// "output 'y' f32 1x1000"
std::string describeTensor(std::string_view role, std::string_view name, const Constant& value);

}  // namespace planscope::cli
