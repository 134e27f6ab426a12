// SPDX-License-Identifier: Apache-2.0
#include "engine/inspect/escape.h"
#include "engine/inspect/html_parts.h"
#include "engine/inspect/summary_text.h"
#include "engine/inspect/writers.h"

#include <fmt/format.h>

namespace planscope::inspect {
namespace {

constexpr std::size_t kMaxBars = 40, kMaxChanges = 200, kMaxFindings = 1000, kMaxCandidateBytes = 500'000, kMaxGraphBytes = 4'000'000;

std::string section(std::string_view title, const std::string& body, std::string_view note = {}) {
    if (body.empty()) return {};
    std::string out = fmt::format("<section><h2>{}</h2>", htmlText(title));
    if (!note.empty()) out += "<p class=\"note\">" + htmlText(note) + "</p>";
    return out + body + "</section>\n";
}

std::string barsNote(const ProfileSnapshot& profile) {
    if (profile.layers.size() <= kMaxBars) return "Median of one execution over all profiled inferences.";
    return fmt::format("The {} slowest of {} layers; median of one execution over all profiled inferences.", kMaxBars, profile.layers.size());
}

/// The drawing as it is; an XML declaration in front of it does not belong into a page.
std::string graphSection(const GraphSnapshot* graph, std::string_view svg) {
    if (svg.empty()) return {};
    if (svg.size() > kMaxGraphBytes) return section("Network", "<p>The drawing is too large for this page; export it as SVG from the graph view.</p>");
    const std::size_t begin = svg.find("<svg");
    if (begin == std::string_view::npos) return {};
    const std::string note = graph ? fmt::format("{}: {} boxes.", graph->title, graph->nodes.size()) : std::string();
    return section("Network", "<div class=\"graph\">" + std::string(svg.substr(begin)) + "</div>", note);
}

}  // namespace

std::string htmlReport(const ProfileSnapshot& profile, const GraphSnapshot* engineGraph, std::string_view graphSvg, const BuildComparison* comparison,
                       std::span<const DriftCurvePtr> drifts, const FindingList* findings) {
    const std::string title = profile.model.empty() ? "Planscope report" : profile.model + " – Planscope report";
    std::string out = fmt::format("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
                                  "<meta name=\"color-scheme\" content=\"light dark\"><title>{}</title>\n<style>{}</style></head><body>\n",
                                  htmlText(title), reportStyle());
    out += fmt::format("<h1>{}</h1><div class=\"muted\">on {}{}</div>\n<div class=\"trust\">{}</div>\n", htmlText(profile.model), htmlText(profile.device),
                       profile.deviceDescription.empty() ? "" : " (" + htmlText(profile.deviceDescription) + ")", htmlText(trustLine(profile)));
    out += "<div class=\"grid\">" + namedValueTable("Summary", profile.summary) + namedValueTable("Environment", profile.environment) +
           namedValueTable("Build stages", profile.stages) + "</div>\n";
    if (comparison) out += section("Compared with another build", comparisonTable(*comparison, kMaxChanges), "Layers that share nodes of the model stand in one row.");
    out += section("Accuracy", driftSvg(drifts), "How far tensors are from those in FP32. Numbers of the target are emulated on this machine.");
    if (findings) out += section("Scope", findingsTable(*findings, kMaxFindings), "Nothing here is certified: rules are documented, inferred or this project's own choice, as each says.");
    out += section("Time per layer", layerBarsSvg(profile, kMaxBars), barsNote(profile));
    out += section("Latency", latencySvg(profile), "Whole inferences, measured without the profiler.");
    out += section("Timeline of the median inference", timelineSvg(profile), "Hover over a slice for its name and time.");
    out += section("Memory over time", memorySvg(profile), "Bytes of the arena in use while each step runs.");
    out += section("Layers", layerTable(profile), "Click a title to sort; the name leads to the candidates of a layer.");
    out += section("Control flow", controlFlowTable(profile), "Conditionals and loops with what their bodies hold; they run between the layers above.");
    out += section("Candidates", candidateTables(profile, kMaxCandidateBytes), "Every tactic that was considered for a layer, slowest layer first.");
    out += graphSection(engineGraph, graphSvg);
    return out + fmt::format("<script>{}</script>\n</body></html>\n", reportScript());
}

}  // namespace planscope::inspect
