// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/inputs.h"
#include "app/cli/output_json.h"
#include "app/cli/refused_options.h"
#include "app/cli/safe_run.h"
#include "app/cli/session.h"

#include "engine/base/check.h"
#include "engine/onnx/tensor_file.h"

#include <CLI/CLI.hpp>

namespace planscope::cli {
namespace {

constexpr std::int64_t kShownValues = 10;

struct Options {
    std::string file, exportOutput, saveOutputs;
    std::vector<std::string> loadInputs;
    bool dumpOutput = false;
    SafeRunFlags safe;
    BuildFlags build;
    OutputFlags output;
    RefusedOptions refused;
};

/// output_0.pb, output_1.pb ... as `verify --data` reads them.
Status saveTensors(const std::filesystem::path& folder, const Engine& engine, const std::vector<ConstantPtr>& outputs) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    PS_CHECK(!error, Code::File, "cannot make folder '{}': {}", folder.string(), error.message());
    for (std::size_t i = 0; i < outputs.size(); ++i)
        PS_TRY(onnx::writeTensorFile(folder / fmt::format("output_{}.pb", i), engine.outputs[i].name, *outputs[i]));
    return {};
}

Result<ExitCode> run(const Options& options, Terminal& terminal) {
    options.output.apply(terminal.console);
    PS_TRY(options.refused.check());
    if (options.safe.wantsSafeRuntime()) return runSafePlan(options.file, options.safe, options.loadInputs, terminal);
    PS_ASSIGN(OpenedEngine opened, openEngine(options.file, options.build, terminal));
    PS_ASSIGN(const session::Runnable runnable, makeReady(std::move(opened.engine), options.build));
    const Engine& engine = runnable.engine();
    PS_ASSIGN(const HostInputs inputs, makeInputs(*runnable.context, options.loadInputs, terminal.console));
    PS_TRY(setInputs(*runnable.context, inputs));
    PS_TRY(runnable.context->run());
    PS_ASSIGN(const std::vector<ConstantPtr> outputs, readOutputs(*runnable.context));
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        const std::int64_t most = options.dumpOutput ? outputs[i]->dims().volume() : kShownValues;
        terminal.console.print(describeTensor("output", engine.outputs[i].name, *outputs[i]) + ": " + valuesText(*outputs[i], most));
    }
    if (!options.exportOutput.empty()) PS_TRY(writeTextFile(options.exportOutput, outputJson(engine, outputs)));
    if (!options.saveOutputs.empty()) PS_TRY(saveTensors(options.saveOutputs, engine, outputs));
    return ExitCode::Good;
}

Action declare(CLI::App& app) {
    auto options = std::make_shared<Options>();
    app.add_option("FILE,--loadEngine,--onnx", options->file, "plan or ONNX model")->required();
    app.add_option("--loadInputs", options->loadInputs, "name:file,...: ONNX TensorProto (*.pb) or raw bytes; random values otherwise");
    app.add_flag("--dumpOutput", options->dumpOutput, "print every value of every output");
    app.add_option("--exportOutput", options->exportOutput, "JSON file with the outputs");
    app.add_option("--saveOutputs", options->saveOutputs, "folder for output_0.pb, output_1.pb ...");
    declareSafeRunFlags(app, options->safe);
    declareBuildFlags(app, options->build);
    declareRefusedOptions(app, RefusedScope::Build, options->refused);
    declareOutputFlags(app, options->output);
    return [options](Terminal& terminal) { return run(*options, terminal); };
}

}  // namespace

const Command runCommand{"run", "run one inference and show its outputs", declare};

}  // namespace planscope::cli
