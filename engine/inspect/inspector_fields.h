// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/plan/engine.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace planscope::inspect {

/// Key and JSON text, in the order in which they are written.
using JsonFields = std::vector<std::pair<std::string, std::string>>;

/// "CpuConvolution" for LayerType: device and kind.
std::string inspectorLayerType(const Engine& engine, const EngineStep& step);

/// ParameterType and the fields of the step's kind, spelled as TensorRT 8.6's inspector spells them; kinds that it does
/// not describe give their own attributes.
JsonFields inspectorParameters(const Engine& engine, const EngineStep& step);

/// "Row major linear FP32", "Channel major FP32 format where channel % 8 == 0" ...
std::string inspectorFormat(DataType type, Format format);

std::string jsonArray(const std::vector<std::int64_t>& values);

}  // namespace planscope::inspect
