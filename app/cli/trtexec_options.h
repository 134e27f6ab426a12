// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/cli/options.h"
#include "app/cli/refused_options.h"

namespace planscope::cli {

/// trtexec's options, those that have a meaning here.
struct TrtexecOptions {
    std::string onnx, saveEngine, loadEngine;
    BuildFlags build;
    bool skipInference = false;
    std::vector<std::string> loadInputs;
    std::size_t iterations = 10;
    double warmUpMs = 200, durationSeconds = 3;
    bool noDataTransfers = false, separateProfileRun = false;
    bool verbose = false;
    int avgRuns = 10;
    std::vector<double> percentiles{90, 95, 99};
    bool dumpOutput = false, dumpProfile = false, dumpLayerInfo = false;
    std::string profilingVerbosity = "layer_names_only";
    std::string exportTimes, exportOutput, exportProfile, exportLayerInfo;
    RefusedOptions refused;

    /// @errors Code::Option where options contradict each other or none names a model
    Status check() const;
    bool wantsProfile() const { return dumpProfile || !exportProfile.empty(); }
};

void declareTrtexecOptions(CLI::App& app, TrtexecOptions& options);

}  // namespace planscope::cli
