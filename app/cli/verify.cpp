// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/compare_tensors.h"
#include "app/cli/inputs.h"
#include "app/cli/refused_options.h"
#include "app/cli/session.h"
#include "app/cli/test_data.h"
#include "app/session/made_up_inputs.h"

#include "engine/base/check.h"
#include "engine/network/names.h"
#include "engine/precision/half_weights.h"
#include "engine/shapes/open_engine.h"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace planscope::cli {
namespace {

struct Options {
    std::string file, data, savePlan;
    Tolerance tolerance;
    BuildFlags build;
    OutputFlags output;
    RefusedOptions refused;
};

bool fitsInputs(const Network& network, const TestDataSet& data) {
    if (network.inputs().size() != data.inputs.size()) return false;
    for (std::size_t i = 0; i < data.inputs.size(); ++i)
        if (!(network.tensor(network.inputs()[i]).dims == data.inputs[i].value->dims())) return false;
    return true;
}

/// Imports with the shapes of the data: first by the names in the files; where those are not the model's, by position.
Result<onnx::ImportResult> importFor(const Options& options, const TestDataSet& data, Terminal& terminal) {
    PS_ASSIGN(const onnx::ImportOptions given, options.build.importOptions());
    onnx::ImportOptions byName = given;
    for (const onnx::NamedConstant& input : data.inputs)
        if (!input.name.empty()) byName.shapes.emplace(input.name, input.value->dims());
    PS_ASSIGN(onnx::ImportResult named, onnx::importModel(options.file, byName, terminal.stop));
    if (named.ok() && fitsInputs(named.network, data)) return named;

    PS_ASSIGN(const onnx::ImportResult plain, onnx::importModel(options.file, given, terminal.stop));
    onnx::ImportOptions byPosition = given;
    const std::size_t known = std::min(plain.network.inputs().size(), data.inputs.size());
    for (std::size_t i = 0; i < known; ++i)
        byPosition.shapes.emplace(plain.network.tensor(plain.network.inputs()[i]).name, data.inputs[i].value->dims());
    return openModel(options.file, byPosition, terminal);
}

void widen(Dims& min, Dims& max, const Dims& dims) {
    for (int axis = 0; axis < std::min(dims.rank, min.rank); ++axis) {
        min[axis] = std::min(min[axis], dims[axis]);
        max[axis] = std::max(max[axis], dims[axis]);
    }
}

/// The range that all data sets lie in, tuned for the first.
Result<OptimizationProfile> profileOf(const Network& network, std::span<const TestDataSet> all) {
    OptimizationProfile out;
    const TestDataSet& first = all.front();
    PS_CHECK(first.inputs.size() == network.inputs().size(), Code::Arity, "'{}' has {} inputs, the model takes {}", first.folder.string(),
             first.inputs.size(), network.inputs().size());
    for (std::size_t i = 0; i < first.inputs.size(); ++i) {
        const Dims opt = first.inputs[i].value->dims();
        InputRange& range = out.inputs.emplace_back(InputRange{network.tensor(network.inputs()[i]).name, opt, opt, opt});
        for (const TestDataSet& data : all)
            if (i < data.inputs.size()) widen(range.min, range.max, data.inputs[i].value->dims());
    }
    return out;
}

/// One open engine for all data sets: the profiles of the command line, or one around the data.
Result<OpenedEngine> openForAll(const Options& options, std::span<const TestDataSet> all, Terminal& terminal) {
    PS_ASSIGN(const onnx::ImportResult imported, openModelInRanges(options.file, options.build, terminal));
    PS_ASSIGN(std::vector<OptimizationProfile> profiles, makeProfiles(options.build.ranges, imported.network));
    if (profiles.empty() && shapes::isOpen(imported.network)) {
        PS_ASSIGN(profiles.emplace_back(), profileOf(imported.network, all));
    }
    return buildWith(imported, options.build, std::move(profiles), terminal);
}

Result<OpenedEngine> openFor(const Options& options, const TestDataSet& data, std::span<const TestDataSet> all, Terminal& terminal) {
    PS_ASSIGN(const bool isPlan, isPlanFile(options.file));
    if (isPlan) return openEngine(options.file, options.build, terminal);
    if (!options.build.ranges.empty()) return openForAll(options, all, terminal);
    PS_ASSIGN(const onnx::ImportResult imported, importFor(options, data, terminal));
    return buildModel(imported, options.build, terminal);
}

Status setInputs(InferenceContext& context, const TestDataSet& data) {
    const Engine& engine = context.engine();
    PS_CHECK(data.inputs.size() == engine.inputs.size(), Code::Arity, "'{}' has {} inputs, the model takes {}",
             data.folder.string(), data.inputs.size(), engine.inputs.size());
    for (std::size_t i = 0; i < data.inputs.size(); ++i) {
        const Constant& stored = *data.inputs[i].value;
        if (engine.isOpen) PS_TRY(context.setInputShape(engine.inputs[i].name, stored.dims()));
        const EngineTensor tensor = session::presentInput(context, i);
        const ConstantPtr value = precision::inRealType(data.inputs[i].value, tensor.type);
        PS_CHECK(value->type() == tensor.type && value->dims() == tensor.dims, Code::Shape, "input_{}.pb is {} {}, input '{}' takes {} {}", i,
                 toString(stored.type()), toString(stored.dims()), engine.inputs[i].name, toString(tensor.type), toString(tensor.dims));
        PS_TRY(context.setInput(static_cast<int>(i), value->bytes()));
    }
    return {};
}

bool rounds(const Engine& engine) {
    const auto isRounding = [](const EngineStep& step) {
        return step.numerics != Numerics::Native || std::ranges::any_of(step.bodies, [](const auto& body) { return rounds(*body); });
    };
    return std::ranges::any_of(engine.steps, isRounding);
}

/// Inputs that the model has in single precision and the engine in half.
bool roundsInputs(const Engine& engine, const TestDataSet& data) {
    for (std::size_t i = 0; i < std::min(data.inputs.size(), engine.inputs.size()); ++i)
        if (engine.tensors[engine.inputs[i].tensor].type == DataType::Half && data.inputs[i].value->type() == DataType::Float) return true;
    return false;
}

/// Where layers or inputs round to the 11 bits of FP16 and TF32 the result is judged as a whole: single elements at edges (a steep sigmoid, a
/// coordinate to sample at) may be far off in a good network. Roundings of n layers add up like independent errors to about
/// 2^-11 sqrt(n) of the norm, 1 % for 400 layers; 4.5 % leaves room for layers that amplify and is a cosine of 0.999.
Tolerance toleranceFor(Tolerance asked, const Engine& engine, const TestDataSet& data) {
    constexpr double kNormError = 0.045;
    if (rounds(engine) || roundsInputs(engine, data)) asked.norm = kNormError;
    return asked;
}

std::string toleranceText(const Tolerance& tolerance) {
    if (tolerance.norm < 0) return fmt::format("|out - ref| <= {:g} + {:g} |ref|", tolerance.atol, tolerance.rtol);
    return fmt::format("norm of out - ref <= {:g} of that of ref, since values are rounded to FP16 or TF32", tolerance.norm);
}

std::string resultLine(const std::string& set, const std::string& output, const Comparison& c) {
    if (!c.problem.empty()) return fmt::format("FAIL {} '{}': {}", set, output, c.problem);
    return fmt::format("{} {} '{}': max abs error {:.3g}, max rel error {:.3g}, {} of {} mismatch, norm error {:.3g}, cosine {:.9f}",
                       c.passed() ? "PASS" : "FAIL", set, output, c.maxAbsolute, c.maxRelative, c.mismatches, c.elements, c.normError, c.cosine);
}

Result<bool> verifySet(const session::Runnable& runnable, const TestDataSet& data, const Tolerance& tolerance, Console& console) {
    PS_TRY(setInputs(*runnable.context, data));
    PS_TRY(runnable.context->run());
    PS_ASSIGN(const std::vector<ConstantPtr> outputs, readOutputs(*runnable.context));
    PS_CHECK(data.outputs.size() <= outputs.size(), Code::Arity, "'{}' has {} outputs, the model gives {}", data.folder.string(),
             data.outputs.size(), outputs.size());
    bool allPassed = true;
    for (std::size_t i = 0; i < data.outputs.size(); ++i) {
        const Comparison comparison = compareTensors(*outputs[i], *data.outputs[i].value, tolerance);
        console.print(resultLine(data.folder.filename().string(), runnable.engine().outputs[i].name, comparison));
        allPassed = allPassed && comparison.passed();
    }
    return allPassed;
}

/// Shapes of a data set, as text: sets of one shape share one engine.
std::string shapesOf(const TestDataSet& data) {
    std::string out;
    for (const onnx::NamedConstant& input : data.inputs) out += toString(input.value->dims()) + ';';
    return out;
}

Result<ExitCode> run(const Options& options, Terminal& terminal) {
    options.output.apply(terminal.console);
    PS_TRY(options.refused.check());
    PS_ASSIGN(const std::vector<std::filesystem::path> folders, findTestData(options.data));
    session::Runnable runnable;
    std::vector<TestDataSet> all;
    for (const std::filesystem::path& folder : folders) {
        PS_ASSIGN(all.emplace_back(), readTestData(folder));
    }
    std::string shapes;
    Tolerance tolerance = options.tolerance;
    bool allPassed = true;
    for (const TestDataSet& data : all) {
        const bool isReady = runnable.context && (runnable.engine().isOpen || shapes == shapesOf(data));
        if (!isReady) {
            PS_ASSIGN(OpenedEngine opened, openFor(options, data, all, terminal));
            if (!options.savePlan.empty()) PS_TRY(savePlan(options.savePlan, opened));
            PS_ASSIGN(runnable, session::makeRunnable(std::move(opened.engine), options.build.contextOptions()));
            shapes = shapesOf(data);
            tolerance = toleranceFor(options.tolerance, runnable.engine(), data);
        }
        PS_ASSIGN(const bool passed, verifySet(runnable, data, tolerance, terminal.console));
        allPassed = allPassed && passed;
    }
    terminal.console.note(fmt::format("{}: {} data set{}, {}", allPassed ? "PASSED" : "FAILED", folders.size(),
                                      folders.size() == 1 ? "" : "s", toleranceText(tolerance)));
    return allPassed ? ExitCode::Good : ExitCode::Findings;
}

Action declare(CLI::App& app) {
    auto options = std::make_shared<Options>();
    app.add_option("FILE,--onnx,--loadEngine", options->file, "ONNX model or plan")->required();
    app.add_option("--data", options->data, "folder with input_0.pb ..., output_0.pb ..., or with test_data_set_N folders")->required();
    app.add_option("--rtol", options->tolerance.rtol, "relative tolerance [0.001]")->check(CLI::NonNegativeNumber);
    app.add_option("--atol", options->tolerance.atol, "absolute tolerance [0.0001]")->check(CLI::NonNegativeNumber);
    app.add_option("--saveEngine", options->savePlan, "also write the plan");
    app.add_flag("--dynamic", options->build.ranges.isDynamic,
                 "keep the shapes open that the model leaves open: one engine for all data sets, with a profile around them");
    declareBuildFlags(app, options->build);
    declareRefusedOptions(app, RefusedScope::Build, options->refused);
    declareOutputFlags(app, options->output);
    return [options](Terminal& terminal) { return run(*options, terminal); };
}

}  // namespace

const Command verifyCommand{"verify", "compare outputs with stored references", declare};

}  // namespace planscope::cli
