// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/inspect/comparison.h"
#include "engine/inspect/drift.h"
#include "engine/inspect/findings.h"
#include "engine/inspect/graph_snapshot.h"
#include "engine/inspect/inspector_options.h"
#include "engine/inspect/profile_snapshot.h"
#include "engine/plan/engine.h"

#include <span>
#include <string>
#include <string_view>

namespace planscope::inspect {

/// The engine inspector's JSON: {"Layers": [...], "Bindings": [...]} with the fields of TensorRT 8.6's inspector; where layers are
/// detailed also "Planscope": {...}, see own_json.h. Bodies of control steps are nested objects of the same form.
std::string engineJson(const Engine& engine, const InspectorOptions& options = {});
/// TensorRT's kONELINE: "Layers:", a line per layer, an empty line, "Bindings:", a line per binding.
std::string engineText(const Engine& engine, ProfilingVerbosity verbosity);
/// TensorRT's exportProfile: [{"count": N}, {"name", "timeMs", "averageMs", "medianMs", "percentage"}, ...]
std::string profileJson(const ProfileSnapshot& profile);
/// Chrome trace event format, microseconds; opens in Perfetto and chrome://tracing.
std::string chromeTrace(const ProfileSnapshot& profile);
/// RFC 4180, one row per layer, units in the header.
std::string layersCsv(const ProfileSnapshot& profile);
/// One self-contained HTML file: no network, plots as inline SVG, sortable table. `graphSvg` may be empty.
/// @param comparison  with another build of the model, may be null
/// @param drifts      of builds of the model whose accuracy was measured
/// @param findings    what a scope says of the model, may be null
std::string htmlReport(const ProfileSnapshot& profile, const GraphSnapshot* engineGraph, std::string_view graphSvg, const BuildComparison* comparison = nullptr,
                       std::span<const DriftCurvePtr> drifts = {}, const FindingList* findings = nullptr);

}  // namespace planscope::inspect
