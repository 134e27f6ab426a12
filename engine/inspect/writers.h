// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/inspect/graph_snapshot.h"
#include "engine/inspect/profile_snapshot.h"
#include "engine/plan/engine.h"

#include <string>
#include <string_view>

namespace planscope::inspect {

/// The engine inspector's JSON: {"Layers": [...], "Bindings": [...]} with the fields of TensorRT 8.6's inspector.
std::string engineJson(const Engine& engine, const ProfileSnapshot* profile);
/// TensorRT's exportProfile: [{"count": N}, {"name", "timeMs", "averageMs", "medianMs", "percentage"}, ...]
std::string profileJson(const ProfileSnapshot& profile);
/// Chrome trace event format, microseconds; opens in Perfetto and chrome://tracing.
std::string chromeTrace(const ProfileSnapshot& profile);
/// RFC 4180, one row per layer, units in the header.
std::string layersCsv(const ProfileSnapshot& profile);
/// One self-contained HTML file: no network, plots as inline SVG, sortable table. `graphSvg` may be empty.
std::string htmlReport(const ProfileSnapshot& profile, const GraphSnapshot* engineGraph, std::string_view graphSvg);

}  // namespace planscope::inspect
