// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/exports.h"

#include "app/desktop/text_file.h"
#include "engine/base/check.h"
#include "engine/builder/record_json.h"
#include "engine/inspect/writers.h"
#include "engine/plan/plan_file.h"
#include "engine/scope/writers.h"

namespace planscope::desktop {
namespace {

Status writePlanFile(const ExportSource& source, const QString& path) {
    const std::string record = source.built->record ? toJson(*source.built->record, RecordDetail::Reproducible) : std::string();
    return writePlan(path.toStdString(), *source.built->whole, record);
}

Status writeEngineJson(const ExportSource& source, const QString& path) {
    return writeTextFile(path, inspect::engineJson(*source.built->engine, {.profile = source.built->profile.get(), .record = source.built->record.get()}));
}

Status writeProfileJson(const ExportSource& source, const QString& path) {
    return writeTextFile(path, inspect::profileJson(*source.built->profile));
}

Status writeTrace(const ExportSource& source, const QString& path) {
    return writeTextFile(path, inspect::chromeTrace(*source.built->profile));
}

Status writeCsv(const ExportSource& source, const QString& path) {
    return writeTextFile(path, inspect::layersCsv(*source.built->profile));
}

Status writeHtml(const ExportSource& source, const QString& path) {
    const std::string document = source.optimisedGraph.svg().toStdString();
    const std::string_view drawing = std::string_view(document).substr(std::min(document.find("<svg"), document.size()));
    const std::optional<inspect::FindingList> findings = source.scope ? std::optional(findingListOf(*source.scope)) : std::nullopt;
    return writeTextFile(path, inspect::htmlReport(*source.built->profile, source.built->optimised.get(), drawing, source.comparison.get(), source.drifts, findings ? &*findings : nullptr));
}

Status statusOf(const views::graph::ExportReport& report) {
    if (report.problem.isEmpty()) return {};
    return fail(Code::File, report.problem.toStdString());
}

Status writeSvg(const ExportSource& source, const QString& path) { return statusOf(source.shownGraph.writeSvg(path)); }
Status writePng(const ExportSource& source, const QString& path) { return statusOf(source.shownGraph.writePng(path, 2.0)); }

Status writeSarif(const ExportSource& source, const QString& path) {
    PS_CHECK(source.scope, Code::Option, "findings are of ONNX models; none is open");
    return writeTextFile(path, scope::sarifOf(source.scope->report, *source.scope->network, source.model.toStdString()));
}

Status writeFindings(const ExportSource& source, const QString& path) {
    PS_CHECK(source.scope, Code::Option, "findings are of ONNX models; none is open");
    return writeTextFile(path, scope::csvOf(source.scope->report, *source.scope->network));
}

constexpr ExportDef kDefs[] = {
    {"exportPlan", "&Plan…", "plan", "Plan (*.plan)", "model.plan", true, writePlanFile},
    {"exportEngineJson", "&Engine JSON…", "json", "Engine JSON (*.json)", "engine.json", true, writeEngineJson},
    {"exportProfileJson", "P&rofile JSON…", "json", "Profile JSON (*.json)", "profile.json", true, writeProfileJson},
    {"exportTrace", "Chrome &trace…", "json", "Trace (*.json)", "trace.json", true, writeTrace},
    {"exportCsv", "Layer table as &CSV…", "csv", "CSV (*.csv)", "layers.csv", true, writeCsv},
    {"exportHtml", "&HTML report…", "html", "HTML report (*.html)", "report.html", true, writeHtml},
    {"exportSarif", "Findings as S&ARIF…", "sarif", "SARIF (*.sarif)", "findings.sarif", false, writeSarif},
    {"exportFindings", "&Findings as CSV…", "csv", "CSV (*.csv)", "findings.csv", false, writeFindings},
    {"exportSvg", "Graph as &SVG…", "svg", "SVG (*.svg)", "graph.svg", false, writeSvg},
    {"exportPng", "Graph as P&NG…", "png", "PNG (*.png)", "graph.png", false, writePng},
};

}  // namespace

std::span<const ExportDef> exportDefs() { return kDefs; }

}  // namespace planscope::desktop
