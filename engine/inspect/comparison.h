// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/inspect/profile_snapshot.h"

#include <memory>
#include <string>
#include <vector>

namespace planscope::inspect {

/// One of the two builds of a model.
struct ComparedBuild {
    std::string title{};                     ///< "build 2: FP32 + FP16, level 3"
    ProfileSnapshotPtr profile{};
    std::vector<std::string> precisions{};   ///< "FP16", one per layer of the profile; empty: unknown
};

/// Layers of two builds that share ONNX nodes: as few as there can be, so that none of them shares one with a layer of another row.
/// Reformats stand alone and match by name.
struct LayerDifference {
    std::string name{};                      ///< of the layers after; before, where there is none after
    std::vector<std::int32_t> before{}, after{};  ///< steps; one side may be empty
    double beforeNs = -1, afterNs = -1;      ///< sums of medians; 0 where there are no layers, -1: not measured
    std::string beforeTactics{}, afterTactics{}, beforeFormats{}, afterFormats{}, beforePrecisions{}, afterPrecisions{};
    std::vector<std::uint32_t> origins{};    ///< of all its layers, ascending, once each
    bool isReformat = false;

    bool isMeasured() const { return beforeNs >= 0 && afterNs >= 0; }
    double changeNs() const { return afterNs - beforeNs; }
    bool isOnBothSides() const { return !before.empty() && !after.empty(); }
    bool changesTactic() const { return isOnBothSides() && beforeTactics != afterTactics; }
    bool changesFormat() const { return isOnBothSides() && beforeFormats != afterFormats; }
    bool changesPrecision() const { return isOnBothSides() && beforePrecisions != afterPrecisions; }
};

/// What became of one build's layers in another. Immutable, shared.
struct BuildComparison {
    std::string before{}, after{};           ///< titles
    std::vector<LayerDifference> layers{};   ///< largest change of time first, those without times last
    int newReformats = 0, goneReformats = 0;
    /// Medians of whole inferences; -1: not measured. The uncertainty is that of their difference, 95 %, as far as the
    /// inferences tell: what changes from one run to the next is not in it.
    double beforeLatencyNs = -1, afterLatencyNs = -1, uncertaintyNs = 0;

    bool isMeasured() const { return beforeLatencyNs >= 0 && afterLatencyNs >= 0; }
    double changeNs() const { return afterLatencyNs - beforeLatencyNs; }
    bool isNoise() const;
};
using BuildComparisonPtr = std::shared_ptr<const BuildComparison>;

BuildComparisonPtr compareBuilds(const ComparedBuild& before, const ComparedBuild& after);

/// "7 layers changed tactic, 2 new reformats, −0.21 ms ± 0.03 ms (−12.0 %)"
std::string summaryOf(const BuildComparison& comparison);
/// "+1.20 ms", "−340 ns"; "0 ns" without sign
std::string formatChange(double ns);

}  // namespace planscope::inspect
