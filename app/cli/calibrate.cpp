// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/data_flags.h"
#include "app/cli/session.h"

#include "engine/base/check.h"
#include "engine/calibration/calibrate.h"

#include <CLI/CLI.hpp>

namespace planscope::cli {
namespace {

struct Options {
    std::string model, cache;
    calibration::Options calibration;
    DataFlags data;
    BuildFlags build;
    OutputFlags output;
};

Result<ExitCode> run(const Options& options, Terminal& terminal) {
    options.output.apply(terminal.console);
    PS_ASSIGN(const onnx::ImportOptions importOptions, options.build.importOptions());
    PS_ASSIGN(const onnx::ImportResult imported, openModel(options.model, importOptions, terminal));
    PS_ASSIGN(const std::unique_ptr<data::Batches> batches, options.data.open(imported.network));
    const std::size_t count = options.data.countOf(*batches);
    const auto progress = [&](const calibration::Progress& p) { terminal.console.progress(fmt::format("calibrating: inference {} of {}", p.done + 1, p.total)); };
    PS_ASSIGN(const calibration::Outcome outcome,
              calibration::calibrate(imported.network, count, [&](std::size_t i) { return batches->inputs(i); }, options.calibration, progress, terminal.stop));
    terminal.console.endProgress();
    for (const Error& warning : outcome.warnings) terminal.console.warn(warning.text());
    PS_ASSIGN(const std::string text, quantization::printCalibrationCache(outcome.cache));
    PS_TRY(writeTextFile(options.cache, text));
    terminal.console.note(fmt::format("{}: {} tensors by {}, {} batch{}", options.cache, outcome.cache.scales.size(), outcome.cache.algorithm, count, count == 1 ? "" : "es"));
    return ExitCode::Good;
}

Action declare(CLI::App& app) {
    auto options = std::make_shared<Options>();
    app.add_option("MODEL,--onnx", options->model, "ONNX model without Q/DQ")->required();
    app.add_option("--cache", options->cache, "file for the calibration cache, in TensorRT's format")->required();
    app.add_option("--calibrator", options->calibration.calibrator, "entropy2, entropy, minmax or legacy [entropy2]");
    app.add_option("--quantile", options->calibration.legacy.quantile, "legacy: share of the magnitudes that the range covers [0.9999]")->check(CLI::Range(0.0, 1.0));
    app.add_option("--regressionCutoff", options->calibration.legacy.regressionCutoff, "legacy: below 1 the range follows the tail behind that share [1]")
        ->check(CLI::Range(0.0, 1.0));
    app.add_option("--threads", options->calibration.threads, "threads per inference; 0: all processors [0]")->check(CLI::Range(0, 4096));
    app.add_option("--shapes", options->build.shapes, "name:1x3x224x224,...: shapes of inputs with symbolic dimensions");
    app.add_option("--batchSize", options->build.batch, "value of a symbolic first dimension that --shapes does not set [1]")
        ->check(CLI::Range(std::int64_t{1}, std::int64_t{1} << 20));
    declareDataFlags(app, options->data);
    declarePluginFlags(app, options->build);
    declareOutputFlags(app, options->output);
    return [options](Terminal& terminal) { return run(*options, terminal); };
}

}  // namespace

const Command calibrateCommand{"calibrate", "find by data how the tensors of a model are quantised to INT8", declare};

}  // namespace planscope::cli
