// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/refused_options.h"

#include "engine/base/check.h"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace planscope::cli {
namespace {

enum class Arguments { None, One };

struct Row {
    const char* name;
    Arguments arguments;
    RefusedScope scope;
    const char* what;  ///< "FP16 precision": subject of the sentence; null: the option has no effect in trtexec either
};

constexpr auto kNone = Arguments::None, kOne = Arguments::One;
constexpr auto kBuild = RefusedScope::Build, kTrtexec = RefusedScope::Trtexec;

constexpr Row kRows[] = {
    {"--fp8", kNone, kBuild, "FP8 precision"},
    {"--sparsity", kOne, kBuild, "sparse weights"},
    {"--useDLACore", kOne, kBuild, "the DLA target"},
    {"--allowGPUFallback", kNone, kBuild, "the DLA target"},
    {"--buildDLAStandalone", kNone, kBuild, "the DLA target"},
    {"--layerDeviceTypes", kOne, kBuild, "placement on GPU or DLA"},
    {"--useCudaGraph", kNone, kBuild, "the CUDA device"},
    {"--consistency", kNone, kBuild, "the consistency checker"},
    {"--refit", kNone, kBuild, "refitting"},
    {"--versionCompatible", kNone, kBuild, "version compatibility"},
    {"--vc", kNone, kBuild, "version compatibility"},
    {"--hardwareCompatibilityLevel", kOne, kBuild, "hardware compatibility"},
    {"--tacticSources", kOne, kBuild, "the choice of tactic sources"},
    {"--setPluginsToSerialize", kOne, kBuild, "putting plugin libraries into plans"},
    {"--ignoreParsedPluginLibs", kNone, kTrtexec, "putting plugin libraries into plans"},
    {"--preview", kOne, kTrtexec, "preview features"},
    {"--useRuntime", kOne, kTrtexec, "the lean and dispatch runtimes"},
    {"--leanDLLPath", kOne, kTrtexec, "the lean runtime"},
    {"--excludeLeanRuntime", kNone, kTrtexec, "the lean runtime"},
    {"--infStreams", kOne, kTrtexec, "several inferences at once"},
    {"--streams", kOne, kTrtexec, "several inferences at once"},
    {"--exposeDMA", kNone, kTrtexec, "the CUDA device"},
    {"--useManagedMemory", kNone, kTrtexec, "the CUDA device"},
    {"--useSpinWait", kNone, kTrtexec, "the CUDA device"},
    {"--persistentCacheRatio", kOne, kTrtexec, "the CUDA device"},
    {"--maxAuxStreams", kOne, kTrtexec, "the CUDA device"},
    {"--timeDeserialize", kNone, kTrtexec, "timing of loading"},
    {"--timeRefit", kNone, kTrtexec, "refitting"},
    {"--dumpRefit", kNone, kTrtexec, "refitting"},
    {"--sleepTime", kOne, kTrtexec, "pauses between inferences"},
    {"--idleTime", kOne, kTrtexec, "pauses between inferences"},
    {"--dumpRawBindingsToFile", kNone, kTrtexec, "raw output files"},
    {"--maxBatch", kOne, kTrtexec, "implicit batch, which ONNX models do not have,"},
    {"--batch", kOne, kTrtexec, "implicit batch, which ONNX models do not have,"},
    {"--model", kOne, kTrtexec, "the Caffe parser"},
    {"--deploy", kOne, kTrtexec, "the Caffe parser"},
    {"--uff", kOne, kTrtexec, "the UFF parser"},
    {"--explicitBatch", kNone, kTrtexec, nullptr},
    {"--explicitPrecision", kNone, kTrtexec, nullptr},
    {"--heuristic", kNone, kTrtexec, nullptr},
    {"--tempdir", kOne, kTrtexec, nullptr},
    {"--tempfileControls", kOne, kTrtexec, nullptr},
};

void declareRow(CLI::App& app, const Row& row, RefusedOptions& refused) {
    const std::string name = row.name;
    CLI::Option* option = nullptr;
    if (row.arguments == kNone) option = app.add_flag_callback(name, [&refused, name] { refused.given.push_back(name); });
    else option = app.add_option_function<std::string>(name, [&refused, name](const std::string&) { refused.given.push_back(name); });
    option->group("");
}

}  // namespace

Status RefusedOptions::check() const {
    for (const std::string& name : given) {
        const auto row = std::ranges::find_if(kRows, [&](const Row& r) { return name == r.name; });
        PS_CHECK(!row->what, Code::UnsupportedFeature, "{}: {} comes with a later release of Planscope", name, row->what);
    }
    return {};
}

void declareRefusedOptions(CLI::App& app, RefusedScope scope, RefusedOptions& refused) {
    for (const Row& row : kRows)
        if (scope == kTrtexec || row.scope == kBuild) declareRow(app, row, refused);
}

}  // namespace planscope::cli
