// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/inspect/comparison.h"
#include "engine/inspect/drift.h"
#include "engine/inspect/findings.h"
#include "engine/inspect/profile_snapshot.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace planscope::inspect {

/// Parts of the HTML report. All text is escaped; plots are inline SVG that a strict XML parser reads and whose colours
/// come from the page's style sheet.

std::string_view reportStyle();
std::string_view reportScript();

std::string layerBarsSvg(const ProfileSnapshot& profile, std::size_t maxLayers);
std::string latencySvg(const ProfileSnapshot& profile);
/// The profiled inference whose time is the median one.
std::string timelineSvg(const ProfileSnapshot& profile);
std::string memorySvg(const ProfileSnapshot& profile);
/// With a legend; empty where there are no points.
std::string driftSvg(std::span<const DriftCurvePtr> curves);

std::string layerTable(const ProfileSnapshot& profile);
/// A collapsible table per layer, slowest first, until `maxBytes` are used; says how many were left out.
std::string candidateTables(const ProfileSnapshot& profile, std::size_t maxBytes);
/// Conditionals and loops with their bodies; empty where there are none.
std::string controlFlowTable(const ProfileSnapshot& profile);
/// What changed from one build to another, largest changes first.
std::string comparisonTable(const BuildComparison& comparison, std::size_t maxRows);
/// In their order; says how many were left out.
std::string findingsTable(const FindingList& findings, std::size_t maxRows);
std::string namedValueTable(std::string_view caption, const std::vector<NamedValue>& rows);

}  // namespace planscope::inspect
