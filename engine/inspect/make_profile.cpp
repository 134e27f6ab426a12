// SPDX-License-Identifier: Apache-2.0
#include "engine/inspect/format.h"
#include "engine/inspect/node_properties.h"
#include "engine/inspect/snapshots.h"
#include "engine/inspect/statistics.h"
#include "engine/inspect/step_facts.h"
#include "engine/inspect/summary_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace planscope::inspect {
namespace {

LayerRow layerRow(const Engine& engine, std::size_t index) {
    const EngineStep& step = engine.steps[index];
    const Work work = workOfStep(engine, step);
    LayerRow row{.step = static_cast<std::int32_t>(index),
                 .name = step.name,
                 .kind = std::string(step.def->kind.name),
                 .tactic = choiceOf(step).tactic,
                 .algorithm = choiceOf(step).variant.algorithm,
                 .inputFormats = joinedFormats(step.variant.formats.inputs, constantInputs(engine, step)),
                 .outputFormats = joinedFormats(step.variant.formats.outputs, {})};
    if (!step.outputs.empty()) {
        row.outputShape = planscope::toString(engine.tensors[step.outputs.front()].dims);
        row.dataType = planscope::toString(engine.tensors[step.outputs.front()].type);
    }
    row.flops = work.flops;
    row.bytes = work.bytes;
    row.workspaceBytes = step.variant.workspaceBytes;
    row.category = categoryOf(*step.def);
    row.origins = step.origins;
    row.onnxNodes = onnxNames(engine, step);
    return row;
}

std::string statusOf(const CandidateRecord& candidate, double chosenNs) {
    if (candidate.chosen) return "chosen";
    if (candidate.verdict.reason == Reason::TooSlow) return "stopped early";
    if (candidate.verdict.reason == Reason::NotTried) return "not tried";
    if (!candidate.verdict.accepted()) return "refused";
    if (candidate.medianNs < 0) return "not timed";
    if (chosenNs <= 0) return "timed";
    const double ratio = candidate.medianNs / chosenNs;
    const double percent = std::round(100 * (ratio - 1));
    if (percent == 0) return "equally fast";
    if (percent < 0) return fmt::format("{:.0f} % faster alone", -percent);
    return ratio < 10 ? fmt::format("{:.0f} % slower", percent) : fmt::format("{:.0f} times slower", ratio);
}

LayerCandidates candidatesOf(const LayerRecord& record, const std::vector<bool>& isConstant) {
    LayerCandidates out{.reasonChosen = record.reasonChosen};
    const auto chosen = std::ranges::find_if(record.candidates, &CandidateRecord::chosen);
    const double chosenNs = chosen == record.candidates.end() ? -1 : chosen->medianNs;
    for (const CandidateRecord& candidate : record.candidates) {
        CandidateRow row{.tactic = candidate.tactic,
                         .algorithm = candidate.algorithm,
                         .formats = formatsText(candidate.formats, isConstant)};
        row.medianNs = candidate.medianNs;
        row.minNs = candidate.minNs;
        row.samples = candidate.samples;
        row.workspaceBytes = candidate.workspaceBytes;
        row.status = statusOf(candidate, chosenNs);
        row.reason = candidate.verdict.sentence;
        row.chosen = candidate.chosen;
        row.fromCache = candidate.fromCache;
        out.rows.push_back(std::move(row));
    }
    return out;
}

/// Shares add up to 1 over the medians of the layers. The layer sum is taken per inference, since on a busy machine
/// every inference has other slow layers and a sum of medians would explain none of them.
void addTimes(ProfileSnapshot& out, const StepProfiler& profiler) {
    const std::size_t inferences = profiler.inferenceCount();
    if (inferences == 0) return;
    const std::size_t steps = std::min(profiler.stepCount(), out.layers.size());
    double sumOfMedians = 0;
    std::vector<double> times(inferences), sums(inferences, 0.0);
    for (std::size_t s = 0; s < steps; ++s) {
        for (std::size_t i = 0; i < inferences; ++i) {
            const StepSpan span = profiler.step(i, s);
            times[i] = static_cast<double>(span.endNs - span.beginNs);
            sums[i] += times[i];
        }
        std::ranges::sort(times);
        out.layers[s].medianNs = median(times);
        out.layers[s].minNs = times.front();
        out.layers[s].p95Ns = percentile(times, 0.95);
        sumOfMedians += out.layers[s].medianNs;
    }
    std::ranges::sort(sums);
    out.layerSumNs = median(sums);
    for (LayerRow& row : out.layers)
        if (row.medianNs >= 0 && sumOfMedians > 0) row.share = row.medianNs / sumOfMedians;
    for (std::size_t i = 0; i < inferences; ++i) {
        const StepSpan span = profiler.inference(i);
        times[i] = static_cast<double>(span.endNs - span.beginNs);
    }
    std::ranges::sort(times);
    out.wallNs = median(times);
}

std::vector<TimelineLane> lanesOf(const StepProfiler& profiler, const Engine& engine) {
    TimelineLane whole{.name = "Inference"};
    TimelineLane steps{.name = fmt::format("{} ({} thread{})", engine.deviceId, engine.threads, engine.threads == 1 ? "" : "s")};
    const std::size_t stepCount = std::min(profiler.stepCount(), engine.steps.size());
    whole.slices.reserve(profiler.inferenceCount());
    steps.slices.reserve(profiler.inferenceCount() * stepCount);
    for (std::size_t i = 0; i < profiler.inferenceCount(); ++i) {
        const StepSpan span = profiler.inference(i);
        whole.slices.push_back({span.beginNs, span.endNs, -1});
        for (std::size_t s = 0; s < stepCount; ++s) {
            const StepSpan part = profiler.step(i, s);
            steps.slices.push_back({part.beginNs, part.endNs, static_cast<std::int32_t>(s)});
        }
    }
    return {std::move(whole), std::move(steps)};
}

/// Where extents are open, the text has question marks.
std::string shapeOf(const Engine& engine, const EngineStep& step) {
    return step.outputs.empty() ? std::string() : planscope::toString(engine.tensors[step.outputs.front()].dims);
}

void addControlFlow(std::vector<ControlRow>& rows, const Engine& engine, int depth) {
    for (const EngineStep& step : engine.steps) {
        if (depth == 0 && step.bodies.empty()) continue;
        rows.push_back({depth, step.name, std::string(step.def->kind.name), tacticText(step), shapeOf(engine, step)});
        for (const auto& body : step.bodies) {
            rows.push_back({depth + 1, body->name, "body", {}, {}});
            addControlFlow(rows, *body, depth + 2);
        }
    }
}

}  // namespace

ProfileSnapshotPtr makeProfile(const ProfileInput& input) {
    const auto out = std::make_shared<ProfileSnapshot>();
    const Engine& engine = *input.engine;
    out->model = input.model.empty() ? engine.name : input.model;
    out->device = engine.deviceId;
    out->deviceDescription = input.deviceDescription;
    out->threads = engine.threads;
    for (std::size_t i = 0; i < engine.steps.size(); ++i) {
        out->layers.push_back(layerRow(engine, i));
        const LayerRecord* const record = input.record ? recordOf(*input.record, engine, i) : nullptr;
        out->candidates.push_back(record ? candidatesOf(*record, constantInputs(engine, engine.steps[i])) : LayerCandidates{});
    }
    if (input.profiler) {
        addTimes(*out, *input.profiler);
        if (input.profiler->inferenceCount() > 0) out->lanes = lanesOf(*input.profiler, engine);
    }
    out->latenciesNs.assign(input.latenciesNs.begin(), input.latenciesNs.end());
    const std::vector<std::uint64_t> live = liveBytesPerStep(engine);
    for (std::size_t i = 0; i < live.size(); ++i) out->memory.push_back({static_cast<std::int32_t>(i), live[i]});
    addControlFlow(out->controlFlow, input.whole ? *input.whole : engine, 0);
    out->arenaBytes = engine.arenaBytes;
    out->arenaLowerBound = engine.arenaLowerBound;
    out->weightBytes = weightBytes(engine);
    out->summary = summaryRows(*out, input.record);
    out->environment = environmentRows(*out, engine);
    if (input.record) out->stages = stageRows(*input.record);
    return out;
}

}  // namespace planscope::inspect
