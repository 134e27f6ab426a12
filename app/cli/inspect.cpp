// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/graph_text.h"
#include "app/cli/session.h"

#include "engine/base/check.h"
#include "engine/inspect/format.h"
#include "engine/inspect/snapshots.h"
#include "engine/inspect/writers.h"
#include "engine/network/names.h"
#include "engine/network/text.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

namespace planscope::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Options {
    std::string file, verbosity = "detailed";
    bool json = false, layers = false, graph = false;
    BuildFlags build;
    OutputFlags output;
};

std::string dumped(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace); }

Json tensorJson(const std::string& name, const Tensor& tensor) {
    return {{"name", name}, {"type", toString(tensor.type)}, {"dims", std::vector<std::int64_t>(tensor.dims.begin(), tensor.dims.end())}};
}

std::map<std::string, int> operatorCounts(const Network& network) {
    std::map<std::string, int> out;
    for (const Origin& origin : network.origins()) ++out[origin.op];
    return out;
}

Json modelJson(const onnx::ImportResult& imported) {
    const Network& network = imported.network;
    Json inputs = Json::array(), outputs = Json::array(), problems = Json::array();
    for (const TensorId id : network.inputs()) inputs.push_back(tensorJson(network.tensor(id).name, network.tensor(id)));
    for (const NetworkOutput& output : network.outputs()) outputs.push_back(tensorJson(output.name, network.tensor(output.tensor)));
    constexpr const char* kSeverities[] = {"info", "warning", "error"};
    for (const Diagnostic& d : imported.diagnostics.items())
        problems.push_back({{"severity", kSeverities[static_cast<int>(d.severity)]},
                            {"code", toString(d.error.code)},
                            {"node", d.node},
                            {"text", d.error.text()}});
    return {{"format", "onnx"},
            {"irVersion", imported.info.irVersion},
            {"opset", imported.info.opset},
            {"producer", imported.info.producer},
            {"producerVersion", imported.info.producerVersion},
            {"nodes", imported.info.nodeCount},
            {"operators", operatorCounts(network)},
            {"inputs", inputs},
            {"outputs", outputs},
            {"layers", network.layerCount()},
            {"problems", problems}};
}

std::string modelText(const onnx::ImportResult& imported) {
    const Network& network = imported.network;
    const onnx::ModelInfo& info = imported.info;
    std::string out = fmt::format("ONNX model, IR version {}, opset {}, {} nodes, made by {} {}\n", info.irVersion, info.opset,
                                  info.nodeCount, info.producer.empty() ? "an unnamed producer" : info.producer, info.producerVersion);
    const auto line = [&](const char* role, const std::string& name, const Tensor& tensor) {
        out += fmt::format("{} '{}' {} {}\n", role, name, toString(tensor.type), toString(tensor.dims));
    };
    for (const TensorId id : network.inputs()) line("input", network.tensor(id).name, network.tensor(id));
    for (const NetworkOutput& output : network.outputs()) line("output", output.name, network.tensor(output.tensor));
    std::string operators;
    for (const auto& [op, count] : operatorCounts(network)) operators += fmt::format(" {} x{}", op, count);
    return operators.empty() ? out : out + "operators:" + operators;
}

Result<ExitCode> inspectModel(const Options& options, Terminal& terminal) {
    PS_ASSIGN(const onnx::ImportOptions importOptions, options.build.importOptions());
    PS_ASSIGN(const onnx::ImportResult imported, onnx::importModel(options.file, importOptions, terminal.stop));
    Console& console = terminal.console;
    if (options.json) console.print(dumped(modelJson(imported)));
    else if (options.graph) console.print(graphText(*inspect::makeImportedGraph(imported.network)));
    else if (options.layers) console.print(printNetwork(imported.network));
    else console.print(modelText(imported));
    console.warnings(imported.diagnostics);
    for (const Diagnostic& d : imported.diagnostics.items())
        if (d.severity == Severity::Error) console.error(d.error);
    return imported.ok() ? ExitCode::Good : ExitCode::Findings;
}

std::string planText(const Engine& engine) {
    std::string out = fmt::format("Planscope plan, version {}, for device '{}' with {} threads, optimisation level {}\nbuilt on: {}\n",
                                  engine.version.text(), engine.deviceId, engine.threads, engine.optimizationLevel, engine.deviceFingerprint);
    std::uint64_t weightBytes = 0;
    for (const EngineTensor& tensor : engine.tensors)
        if (tensor.placement == Placement::Constant) weightBytes += tensor.bytes();
    for (const EngineBinding& binding : engine.inputs)
        out += fmt::format("input '{}' {} {}\n", binding.name, toString(engine.tensors[binding.tensor].type), toString(engine.tensors[binding.tensor].dims));
    for (const EngineBinding& binding : engine.outputs)
        out += fmt::format("output '{}' {} {}\n", binding.name, toString(engine.tensors[binding.tensor].type), toString(engine.tensors[binding.tensor].dims));
    return out + fmt::format("{} layers, weights {}, memory {} (lower bound {})", engine.steps.size(), inspect::formatBytes(weightBytes),
                             inspect::formatBytes(engine.arenaBytes), inspect::formatBytes(engine.arenaLowerBound));
}

std::string profilesText(const Engine& engine) {
    std::string out;
    for (std::size_t p = 0; p < engine.profiles.size(); ++p)
        for (const InputRange& range : engine.profiles[p].inputs)
            out += fmt::format("\nprofile {}: '{}' from {} to {}, tuned for {}", p, range.input, toString(range.min), toString(range.max),
                               toString(range.opt));
    return out;
}

std::string dimsText(const Dims& dims) { return dims.rank == 0 ? "scalar" : toString(dims); }

std::string tacticText(const EngineStep& step) {
    if (!step.bodies.empty()) return {};
    if (!step.tactic.empty()) return fmt::format(" {} {}", step.tactic, step.variant.algorithm);
    if (step.choices.empty() || step.choices.front().tactic.empty()) return " chosen when shapes are known";
    return fmt::format(" {} {}", step.choices.front().tactic, step.choices.front().variant.algorithm);
}

/// One line per step. Steps of bodies have one choice per profile and no shapes of their own yet; shown is what the first
/// profile chose.
std::string stepsText(const Engine& engine, std::size_t indent = 0) {
    std::string out;
    for (std::size_t i = 0; i < engine.steps.size(); ++i) {
        const EngineStep& step = engine.steps[i];
        const std::string number = indent == 0 ? fmt::format("{:4} ", i) : std::string(indent, ' ');
        std::string result;
        if (!step.outputs.empty()) {
            const EngineTensor& output = engine.tensors[step.outputs.front()];
            result = fmt::format(" -> {}{}", dimsText(output.dims), output.dims.isStatic() ? " " + toString(output.format) : "");
        }
        out += fmt::format("{}{} [{}]{}{}\n", number, step.name, step.def->kind.name, tacticText(step), result);
        for (const auto& body : step.bodies) out += fmt::format("{:{}}body {}\n", "", indent + 7, body->name) + stepsText(*body, indent + 9);
    }
    return out;
}

std::size_t controlCount(const Engine& engine) {
    return static_cast<std::size_t>(std::ranges::count_if(engine.steps, [](const EngineStep& step) { return !step.bodies.empty(); }));
}

std::string controlLine(const Engine& engine) {
    const std::size_t count = controlCount(engine);
    return count == 0 ? "" : fmt::format("\n{} of control flow, whose bodies --layers lists", count);
}

Result<ExitCode> inspectPlan(const Options& options, Terminal& terminal) {
    PS_ASSIGN(const inspect::ProfilingVerbosity verbosity, within("--verbosity", inspect::parseProfilingVerbosity(options.verbosity)));
    PS_ASSIGN(const OpenedEngine opened, openWithRecord(options.file, options.build, terminal));
    PS_ASSIGN(const Engine engine, session::shownEngine(opened.engine));
    const inspect::InspectorOptions inspector{.verbosity = verbosity, .record = opened.record ? &*opened.record : nullptr};
    if (options.json) terminal.console.print(inspect::engineJson(engine, inspector));
    else if (options.graph) terminal.console.print(graphText(*inspect::makeEngineGraph(engine, nullptr)));
    else if (options.layers) terminal.console.print(stepsText(engine));
    else terminal.console.print(planText(engine) + controlLine(opened.engine) + profilesText(opened.engine));
    return ExitCode::Good;
}

Result<ExitCode> run(const Options& options, Terminal& terminal) {
    options.output.apply(terminal.console);
    PS_ASSIGN(const bool isPlan, isPlanFile(options.file));
    return isPlan ? inspectPlan(options, terminal) : inspectModel(options, terminal);
}

Action declare(CLI::App& app) {
    auto options = std::make_shared<Options>();
    app.add_option("FILE,--onnx,--loadEngine", options->file, "ONNX model or plan")->required();
    app.add_flag("--json", options->json, "all as JSON; of a plan: the fields of TensorRT's engine inspector");
    app.add_option("--verbosity,--profilingVerbosity", options->verbosity, "of --json: layer_names_only, detailed or none [detailed]");
    app.add_flag("--layers", options->layers, "one line per layer");
    app.add_flag("--graph", options->graph, "the graph in the DOT language");
    app.add_option("--shapes", options->build.shapes, "name:1x3x224x224,...: shapes of inputs with symbolic dimensions");
    declarePluginFlags(app, options->build);
    declareOutputFlags(app, options->output);
    return [options](Terminal& terminal) { return run(*options, terminal); };
}

}  // namespace

const Command inspectCommand{"inspect", "show what a model or plan holds, and every problem of a model", declare};

}  // namespace planscope::cli
