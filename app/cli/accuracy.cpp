// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/accuracy_report.h"
#include "app/cli/data_flags.h"
#include "app/cli/session.h"

#include "engine/base/check.h"
#include "engine/calibration/calibrate.h"
#include "engine/quantization/implicit.h"

#include <CLI/CLI.hpp>

namespace planscope::cli {
namespace {

struct Options {
    std::string model, json, calibrator = "entropy2";
    std::vector<std::string> precisions{"fp16", "int8"};
    std::size_t worst = 10;
    bool outputsOnly = false;
    DataFlags data;
    BuildFlags build;
    OutputFlags output;
};

struct PrecisionRow {
    std::string_view word;
    void (*allow)(PrecisionOptions& options);
};
constexpr PrecisionRow kPrecisions[] = {
    {"fp32", [](PrecisionOptions&) {}},
    {"tf32", [](PrecisionOptions& o) { o.tf32 = true; }},
    {"fp16", [](PrecisionOptions& o) { o.fp16 = true; }},
    {"int8", [](PrecisionOptions& o) { o.int8 = true; }},
    {"best", [](PrecisionOptions& o) { o.fp16 = o.int8 = true; }},
};

Result<std::vector<accuracy::Variant>> variantsOf(const Options& options, const BuildOptions& base) {
    std::vector<accuracy::Variant> out;
    for (const std::string& word : options.precisions) {
        const auto* const row = std::ranges::find(kPrecisions, word, &PrecisionRow::word);
        PS_CHECK(row != std::end(kPrecisions), Code::Option, "--precisions: '{}' is not a precision; there are fp32, tf32, fp16, int8 and best", word);
        if (word == "fp32") continue;
        accuracy::Variant& variant = out.emplace_back(accuracy::Variant{word, base});
        row->allow(variant.options.precision);
        if (!variant.options.precision.int8) variant.options.scales = {};
    }
    PS_CHECK(!out.empty(), Code::Option, "--precisions names nothing to compare FP32 with");
    return out;
}

/// Without --calib the data themselves say how INT8 is quantised.
Status calibrateWithData(std::vector<accuracy::Variant>& variants, const Network& network, const accuracy::Data& data, const Options& options, Terminal& terminal) {
    const bool isWanted = std::ranges::any_of(variants, [](const accuracy::Variant& v) { return v.options.precision.int8 && v.options.scales.empty(); });
    if (!isWanted || quantization::isExplicit(network)) return {};
    calibration::Options calibration{.calibrator = options.calibrator};
    calibration.threads = options.build.threads;
    const auto progress = [&](const calibration::Progress& p) { terminal.console.progress(fmt::format("calibrating: inference {} of {}", p.done + 1, p.total)); };
    PS_ASSIGN(const calibration::Outcome outcome, calibration::calibrate(network, data.batches, data.inputs, calibration, progress, terminal.stop));
    terminal.console.endProgress();
    terminal.console.note(fmt::format("INT8 is calibrated with the same {} batches by {}; give --calib for other ranges", data.batches, outcome.cache.algorithm));
    for (accuracy::Variant& variant : variants)
        if (variant.options.precision.int8) variant.options.scales = quantization::scalesOf(outcome.cache);
    return {};
}

Result<ExitCode> run(const Options& options, Terminal& terminal) {
    options.output.apply(terminal.console);
    PS_ASSIGN(const onnx::ImportOptions importOptions, options.build.importOptions());
    PS_ASSIGN(const onnx::ImportResult imported, openModel(options.model, importOptions, terminal));
    PS_ASSIGN(const BuildOptions base, options.build.buildOptions());
    PS_ASSIGN(std::vector<accuracy::Variant> variants, variantsOf(options, base));
    PS_ASSIGN(const std::unique_ptr<data::Batches> batches, options.data.open(imported.network));
    const accuracy::Data data{options.data.countOf(*batches), [&](std::size_t i) { return batches->inputs(i); }, [&](std::size_t i) { return batches->labels(i); }};
    PS_TRY(calibrateWithData(variants, imported.network, data, options, terminal));
    accuracy::Options measuring{.fp32 = base, .looksAtLayers = !options.outputsOnly};
    measuring.fp32.scales = {};
    const auto progress = [&](std::string_view what, std::size_t done, std::size_t total) {
        terminal.console.progress(fmt::format("{}: batch {} of {}", what, done + 1, total));
    };
    PS_ASSIGN(const accuracy::Report report, accuracy::measure(imported.network, data, variants, measuring, progress, terminal.stop));
    terminal.console.endProgress();
    for (const accuracy::PrecisionAccuracy& row : report.precisions)
        for (const Error& warning : row.warnings) terminal.console.warn(row.precision + ": " + warning.text());
    terminal.console.print(accuracyText(report, options.worst));
    if (!options.json.empty()) PS_TRY(writeTextFile(options.json, accuracyJson(report, options.model)));
    return ExitCode::Good;
}

Action declare(CLI::App& app) {
    auto options = std::make_shared<Options>();
    options->build.optimizationLevel = 0;
    app.add_option("MODEL,--onnx", options->model, "ONNX model")->required();
    app.add_option("--precisions", options->precisions, "tf32, fp16, int8, best (FP16 and INT8): what FP32 is compared with [fp16,int8]")->delimiter(',');
    app.add_option("--calibrator", options->calibrator, "for INT8 without --calib: entropy2, entropy, minmax or legacy [entropy2]");
    app.add_option("--worst", options->worst, "so many layers per precision are listed, the one furthest off first [10]");
    app.add_flag("--outputsOnly", options->outputsOnly, "look at the outputs alone, which takes half the time");
    app.add_option("--json", options->json, "file for all figures");
    declareDataFlags(app, options->data);
    app.add_option("--threads", options->build.threads, "threads per inference; 0: all processors [0]")->check(CLI::Range(0, 4096));
    app.add_option("--shapes", options->build.shapes, "name:1x3x224x224,...: shapes of inputs with symbolic dimensions");
    app.add_option("--batchSize", options->build.batch, "value of a symbolic first dimension that --shapes does not set [1]")
        ->check(CLI::Range(std::int64_t{1}, std::int64_t{1} << 20));
    declareQuantizationFlags(app, options->build.quantization);
    declarePluginFlags(app, options->build);
    declareOutputFlags(app, options->output);
    return [options](Terminal& terminal) { return run(*options, terminal); };
}

}  // namespace

const Command accuracyCommand{"accuracy", "compare the results of FP16, TF32 and INT8 with those of FP32, at the outputs and between layers", declare};

}  // namespace planscope::cli
