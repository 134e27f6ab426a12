// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/inspect/inspector_options.h"
#include "engine/plan/engine.h"

#include <string>

namespace planscope::inspect {

/// What TensorRT's inspector has no fields for, as one JSON object: versions and memory of the engine, and per layer its ONNX
/// nodes, candidates, refusals, precision, place in memory and measured time; then all conversions of format and who
/// caused them. Layers stand in step order and are joined with those of "Layers" by position.
std::string ownJson(const Engine& engine, const InspectorOptions& options);

}  // namespace planscope::inspect
