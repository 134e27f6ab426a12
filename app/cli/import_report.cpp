// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/session.h"

#include "engine/base/check.h"
#include "engine/onnx/import_report.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace planscope::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Options {
    std::string file;
    bool json = false, open = false;
    BuildFlags build;
    OutputFlags output;
};

Json rowJson(const onnx::OperatorReport& row) {
    Json reasons = Json::array();
    for (const auto& [reason, count] : row.reasons) reasons.push_back({{"reason", reason}, {"nodes", count}});
    return {{"operator", row.op},     {"graph", row.body}, {"nodes", row.count()},          {"imported", row.imported}, {"refused", row.refused},
            {"notReached", row.behind}, {"layers", row.layers}, {"reasons", reasons}};
}

std::string jsonText(const onnx::ImportResult& imported, const std::vector<onnx::OperatorReport>& report) {
    Json rows = Json::array();
    for (const onnx::OperatorReport& row : report) rows.push_back(rowJson(row));
    const Json json{{"opset", imported.info.opset},
                    {"nodes", imported.info.nodeCount},
                    {"layers", imported.network.layerCount()},
                    {"complete", imported.ok()},
                    {"operators", rows}};
    return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

Result<ExitCode> run(const Options& options, Terminal& terminal) {
    options.output.apply(terminal.console);
    PS_ASSIGN(onnx::ImportOptions importOptions, options.build.importOptions());
    importOptions.keepOpen = options.open;
    PS_ASSIGN(const onnx::ImportResult imported, onnx::importModel(options.file, importOptions, terminal.stop));
    const std::vector<onnx::OperatorReport> report = onnx::reportOperators(imported);
    terminal.console.print(options.json ? jsonText(imported, report) : textOf(report));
    terminal.console.warnings(imported.diagnostics);
    for (const Diagnostic& d : imported.diagnostics.items())
        if (d.severity == Severity::Error) terminal.console.error(d.error);
    return imported.ok() ? ExitCode::Good : ExitCode::Findings;
}

Action declare(CLI::App& app) {
    auto options = std::make_shared<Options>();
    app.add_option("MODEL,--onnx", options->file, "ONNX model")->required();
    app.add_flag("--json", options->json, "the report as JSON");
    app.add_flag("--open", options->open, "keep symbolic dimensions open instead of giving them numbers");
    app.add_option("--shapes", options->build.shapes, "name:1x3x224x224,...: shapes of inputs with symbolic dimensions");
    declarePluginFlags(app, options->build);
    declareOutputFlags(app, options->output);
    return [options](Terminal& terminal) { return run(*options, terminal); };
}

}  // namespace

const Command importReportCommand{"import-report", "list what becomes of each operator of a model, and what is refused why", declare};

}  // namespace planscope::cli
