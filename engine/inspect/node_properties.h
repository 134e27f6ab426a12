// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/inspect/graph_snapshot.h"
#include "engine/network/layer_def.h"
#include "engine/network/network.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace planscope::inspect {

/// The colour family of a layer kind.
Category categoryOf(const LayerDef& def);

/// One row per field of the kind's table, under the heading `group`.
/// @param bodies  what stands for the networks among the attributes, in their order; the numbers of their layers where it is empty
void addAttributes(std::vector<Property>& rows, std::string_view group, const LayerDef& def, const Attrs& attrs,
                   std::span<const std::string> bodies = {});

/// "f32 1x64x56x56 nchw8c, 784.0 KiB"; the format only where it is not empty.
std::string describe(const GraphValue& value);

/// Rows "Inputs", "Outputs" and, for constants, "Weights". @param weight the constant of a value, null if it has none
void addTensor(std::vector<Property>& rows, std::string_view group, const GraphValue& value, const Constant* weight);

/// Rows "ONNX nodes": operator and name.
void addOrigins(std::vector<Property>& rows, std::span<const OriginId> ids, std::span<const Origin> origins);

/// Adds `node` to the consumers of `value` unless it is the last one already.
void addConsumer(GraphValue& value, std::int32_t node);

}  // namespace planscope::inspect
