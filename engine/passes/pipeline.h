// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/passes/pass.h"
#include "engine/tactics/build_record.h"

#include <stop_token>
#include <string>
#include <vector>

namespace planscope::passes {

/// One row of the pipeline: what runs, in which phase, and why it stands there.
struct PipelineRow {
    std::string_view phase;   ///< "cleanup", "canonicalise", "fold", "fuse"
    const RewriteDef* rewrite;
    std::string_view reason;
};

std::span<const PipelineRow> pipeline();

struct PassOptions {
    std::vector<std::string> disabled{};  ///< names of rewrites; an unknown one is an error
    int stopAfter = -1;                 ///< total number of patches, -1: no limit; for bisecting a bad rewrite
    bool verifyEachPatch = false;
    bool explain = false;               ///< fills PassRecord::declined
};

/// Runs one rewrite to its fixed point and verifies the network. @errors as runPipeline
Result<PassRecord> runRewrite(Network& network, const RewriteDef& rewrite, const PassOptions& options, std::stop_token stop);

/// Runs the pipeline to a fixed point per row, in order; deterministic. After every row the network is verified.
/// @errors Code::Option for an unknown name; Code::Bug with rewrite and patch number if a patch breaks the network;
///         Code::Cancelled
Result<std::vector<PassRecord>> runPipeline(Network& network, const PassOptions& options, std::stop_token stop);

}  // namespace planscope::passes
