// SPDX-License-Identifier: Apache-2.0
#include "engine/inspect/own_json.h"

#include "engine/inspect/escape.h"
#include "engine/inspect/inspector_fields.h"
#include "engine/inspect/step_facts.h"
#include "engine/network/names.h"

#include <fmt/format.h>

#include <algorithm>

namespace planscope::inspect {
namespace {

constexpr std::string_view kPlacements[] = {"input", "output", "arena", "plan"};

std::string object(const JsonFields& fields) {
    std::string out;
    for (const auto& [key, value] : fields) out += fmt::format("{}{}: {}", out.empty() ? "" : ", ", jsonString(key), value);
    return '{' + out + '}';
}

template <class Items, class Write>
std::string list(const Items& items, Write write, std::string_view separator = ", ") {
    std::string out;
    for (const auto& item : items) out += (out.empty() ? "" : std::string(separator)) + write(item);
    return '[' + out + ']';
}

std::string formats(const std::vector<Format>& all) {
    return list(all, [](Format format) { return jsonString(planscope::toString(format)); });
}

std::string candidateJson(const CandidateRecord& candidate) {
    JsonFields out{{"Tactic", jsonString(candidate.tactic)}};
    if (!candidate.algorithm.empty()) out.emplace_back("Algorithm", jsonString(candidate.algorithm));
    if (!candidate.formats.outputs.empty()) {
        out.emplace_back("InputFormats", formats(candidate.formats.inputs));
        out.emplace_back("OutputFormats", formats(candidate.formats.outputs));
    }
    if (candidate.medianNs >= 0) {
        out.emplace_back("MedianTimeMs", jsonNumber(candidate.medianNs / 1e6));
        out.emplace_back("MinTimeMs", jsonNumber(candidate.minNs / 1e6));
        out.emplace_back("Samples", std::to_string(candidate.samples));
    }
    if (candidate.workspaceBytes > 0) out.emplace_back("WorkspaceBytes", std::to_string(candidate.workspaceBytes));
    if (!candidate.verdict.accepted()) {
        out.emplace_back("Refusal", jsonString(planscope::toString(candidate.verdict.reason)));
        out.emplace_back("Sentence", jsonString(candidate.verdict.sentence));
    }
    if (candidate.fromCache) out.emplace_back("FromCache", "1");
    if (candidate.chosen) out.emplace_back("Chosen", "1");
    return object(out);
}

std::string precisionJson(const PrecisionRecord& precision) {
    JsonFields out{{"Requested", jsonString(precision.requested)},
                   {"Actual", jsonString(precision.actual)},
                   {"Outputs", list(precision.outputs, jsonString)},
                   {"Reason", jsonString(precision.reason)}};
    if (precision.weights > 0) {
        out.emplace_back("Weights", std::to_string(precision.weights));
        out.emplace_back("InfiniteWeights", std::to_string(precision.infiniteWeights));
        out.emplace_back("SubnormalWeights", std::to_string(precision.subnormalWeights));
        out.emplace_back("ZeroWeights", std::to_string(precision.zeroWeights));
    }
    return object(out);
}

std::string memoryJson(const Engine& engine, const EngineStep& step) {
    const auto tensor = [&](std::uint32_t id) {
        const EngineTensor& t = engine.tensors[id];
        JsonFields out{{"Name", jsonString(t.name)}, {"Placement", jsonString(kPlacements[static_cast<std::size_t>(t.placement)])}};
        if (t.placement == Placement::Arena) out.emplace_back("Offset", std::to_string(t.offset));
        if (t.dims.isStatic()) out.emplace_back("Bytes", std::to_string(t.bytes()));
        return object(out);
    };
    JsonFields out{{"Outputs", list(step.outputs, tensor)}};
    if (step.variant.workspaceBytes > 0) {
        out.emplace_back("WorkspaceOffset", std::to_string(step.workspaceOffset));
        out.emplace_back("WorkspaceBytes", std::to_string(step.variant.workspaceBytes));
    }
    return object(out);
}

std::string originsJson(const Engine& engine, const EngineStep& step) {
    return list(step.origins, [&](OriginId id) {
        if (id >= engine.origins.size()) return std::string("{}");
        return object({{"Name", jsonString(engine.origins[id].name)}, {"Op", jsonString(engine.origins[id].op)}});
    });
}

std::string layerJson(const Engine& engine, std::size_t index, const InspectorOptions& options) {
    const EngineStep& step = engine.steps[index];
    JsonFields out{{"Name", jsonString(step.name)}, {"Kind", jsonString(step.def->kind.name)}, {"OnnxNodes", originsJson(engine, step)}};
    if (!step.tactic.empty()) {
        out.emplace_back("Tactic", jsonString(step.tactic));
        out.emplace_back("Algorithm", jsonString(step.variant.algorithm));
    }
    out.emplace_back("Memory", memoryJson(engine, step));
    if (options.record) {
        const auto precision = std::ranges::find(options.record->precisions, step.name, &PrecisionRecord::layer);
        if (precision != options.record->precisions.end()) out.emplace_back("Precision", precisionJson(*precision));
        if (const LayerRecord* const record = recordOf(*options.record, engine, index)) {
            out.emplace_back("ReasonChosen", jsonString(record->reasonChosen));
            out.emplace_back("Candidates", list(record->candidates, candidateJson));
        }
    }
    if (options.profile && index < options.profile->layers.size() && options.profile->layers[index].medianNs >= 0)
        out.emplace_back("MedianTimeMs", jsonNumber(options.profile->layers[index].medianNs / 1e6));
    return object(out);
}

std::string reformatJson(const ReformatRecord& reformat) {
    return object({{"Tensor", jsonString(reformat.tensor)},
                   {"From", jsonString(planscope::toString(reformat.from))},
                   {"To", jsonString(planscope::toString(reformat.to))},
                   {"MedianTimeMs", reformat.medianNs >= 0 ? jsonNumber(reformat.medianNs / 1e6) : "null"},
                   {"CausedBy", jsonString(reformat.causedBy)}});
}

}  // namespace

std::string ownJson(const Engine& engine, const InspectorOptions& options) {
    std::string layers;
    for (std::size_t i = 0; i < engine.steps.size(); ++i) layers += (i == 0 ? "\n" : ",\n") + layerJson(engine, i, options);
    JsonFields out{{"Version", jsonString(engine.version.text())},
                   {"Device", jsonString(engine.deviceId)},
                   {"DeviceFingerprint", jsonString(engine.deviceFingerprint)},
                   {"Threads", std::to_string(engine.threads)},
                   {"OptimizationLevel", std::to_string(engine.optimizationLevel)},
                   {"ArenaBytes", std::to_string(engine.arenaBytes)},
                   {"ArenaLowerBound", std::to_string(engine.arenaLowerBound)},
                   {"WeightBytes", std::to_string(weightBytes(engine))},
                   {"Layers", '[' + layers + ']'}};
    if (options.record) out.emplace_back("Reformats", list(options.record->reformats, reformatJson, ",\n"));
    return object(out);
}

}  // namespace planscope::inspect
