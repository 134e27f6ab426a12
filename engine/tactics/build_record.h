// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/verdict.h"
#include "engine/devices/tactic.h"

#include <cstdint>
#include <string>
#include <vector>

namespace planscope {

/// One alternative that the selector looked at, with what became of it.
struct CandidateRecord {
    std::string tactic;             ///< TacticDef::name
    std::string algorithm;          ///< TacticVariant::algorithm, empty if the whole tactic was refused
    FormatSignature formats;
    Verdict verdict;                ///< refused: reason and sentence; TooSlow and NotTried are refusals too
    double medianNs = -1;           ///< -1: not timed
    double minNs = -1;
    int samples = 0;
    std::uint64_t workspaceBytes = 0;
    bool fromCache = false;
    bool chosen = false;
};

/// Why one layer runs as it does.
struct LayerRecord {
    std::string layer;              ///< EngineStep::name
    std::string kind;
    std::vector<CandidateRecord> candidates;  ///< in the order of the lists
    std::string reasonChosen;       ///< "fastest in this format; 12 % ahead of convolution.cpu.onednn jit:avx512_core"
};

/// A conversion that format selection had to insert.
struct ReformatRecord {
    std::string tensor;
    Format from, to;
    double medianNs = -1;
    std::string causedBy;           ///< name of the step that wanted the other format
};

/// A change that a pass nearly made.
struct DeclineRecord {
    std::string layer;              ///< the layer that the pass looked at
    std::string reason;             ///< what was missing: "the result of 'conv1' is also read by 'add2'"
};

struct PassRecord {
    std::string pass;
    int patches = 0;
    std::size_t layersBefore = 0, layersAfter = 0;
    double ns = 0;
    std::vector<std::string> reasons;  ///< one sentence per patch, first 1 000
    std::vector<DeclineRecord> declined{};  ///< only if asked for: layers that are still there when the pass has ended, first 1 000
};

/// Which precision a layer got, and why.
struct PrecisionRecord {
    std::string layer;              ///< LayerRecord::layer
    std::string requested;          ///< "f16", "any[f32]" (of its output); empty: nothing was asked
    std::string actual;             ///< "f16", "tf32", "f32", or the type of its integers
    std::vector<std::string> outputs;  ///< types in which its results are kept
    std::string reason;             ///< "FP16: allowed by --fp16"
    std::int64_t weights = 0;       ///< that were rounded to FP16; of them became:
    std::int64_t infiniteWeights = 0, subnormalWeights = 0, zeroWeights = 0;
};

struct StageRecord {
    std::string stage;              ///< "import", "passes", "precision", "tactics", "formats", "memory"
    double ns = 0;
};

/// Everything the builder knows about why the engine is as it is. Layers stand in step order, reformats included.
struct BuildRecord {
    std::vector<PassRecord> passes;
    std::vector<StageRecord> stages;
    std::vector<LayerRecord> layers;
    std::vector<ReformatRecord> reformats;
    std::vector<PrecisionRecord> precisions{};  ///< in step order before reformats; empty where everything is as the model has it
    int tacticsTimed = 0, cacheHits = 0;
};

}  // namespace planscope
