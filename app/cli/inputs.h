// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/cli/options.h"
#include "engine/runtime/standard/context.h"

#include <string>
#include <vector>

namespace planscope::cli {

/// Host copies of all inputs of an engine, Linear, in the order of Engine::inputs.
using HostInputs = std::vector<std::vector<std::byte>>;

/// Values for the inputs: from "name:file" items (ONNX TensorProto for *.pb, raw bytes otherwise), else made up: floats
/// uniform in [-1, 1) from a fixed seed, never denormal; zeros for other types, so that indices are valid.
/// @errors Code::Option for a name that is no input; Code::File, Code::Shape, Code::DataType for what does not fit
Result<HostInputs> makeInputs(const Engine& engine, const std::vector<std::string>& loadInputs, Console& console);

Status setInputs(ExecutionContext& context, const HostInputs& inputs);

/// The outputs of the last run, Linear, in the order of Engine::outputs.
Result<std::vector<ConstantPtr>> readOutputs(const ExecutionContext& context);

/// "input 'x' f32 1x3x224x224"
std::string describeBinding(std::string_view role, const Engine& engine, const EngineBinding& binding);

}  // namespace planscope::cli
