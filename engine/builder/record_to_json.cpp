// SPDX-License-Identifier: Apache-2.0
#include "engine/builder/record_json.h"

#include "engine/network/names.h"

#include <nlohmann/json.hpp>

namespace planscope {
namespace {

using Json = nlohmann::ordered_json;

template <class Items, class Write>
Json listOf(const Items& items, Write write) {
    Json out = Json::array();
    for (const auto& item : items) out.push_back(write(item));
    return out;
}

Json formats(const std::vector<Format>& list) {
    return listOf(list, [](Format format) { return toString(format); });
}

Json candidate(const CandidateRecord& c, RecordDetail detail) {
    Json out{{"tactic", c.tactic}};
    if (!c.algorithm.empty()) out["algorithm"] = c.algorithm;
    if (!c.formats.inputs.empty()) out["inputs"] = formats(c.formats.inputs);
    if (!c.formats.outputs.empty()) out["outputs"] = formats(c.formats.outputs);
    if (!c.verdict.accepted()) {
        out["reason"] = toString(c.verdict.reason);
        out["sentence"] = c.verdict.sentence;
    }
    if (c.medianNs >= 0) {
        out["medianNs"] = c.medianNs;
        out["minNs"] = c.minNs;
        out["samples"] = c.samples;
    }
    if (c.workspaceBytes > 0) out["workspaceBytes"] = c.workspaceBytes;
    if (c.chosen) out["chosen"] = true;
    if (c.fromCache && detail == RecordDetail::Full) out["fromCache"] = true;
    return out;
}

Json layer(const LayerRecord& l, RecordDetail detail) {
    return {{"layer", l.layer},
            {"kind", l.kind},
            {"candidates", listOf(l.candidates, [&](const CandidateRecord& c) { return candidate(c, detail); })},
            {"reasonChosen", l.reasonChosen}};
}

Json reformat(const ReformatRecord& r) {
    return {{"tensor", r.tensor}, {"from", toString(r.from)}, {"to", toString(r.to)}, {"medianNs", r.medianNs}, {"causedBy", r.causedBy}};
}

Json decline(const DeclineRecord& d) { return {{"layer", d.layer}, {"reason", d.reason}}; }

Json pass(const PassRecord& p, RecordDetail detail) {
    Json out{{"pass", p.pass}, {"patches", p.patches}, {"layersBefore", p.layersBefore}, {"layersAfter", p.layersAfter}};
    if (detail == RecordDetail::Full) out["ns"] = p.ns;
    out["reasons"] = p.reasons;
    if (!p.declined.empty()) out["declined"] = listOf(p.declined, decline);
    return out;
}

Json precision(const PrecisionRecord& p) {
    Json out{{"layer", p.layer}};
    if (!p.requested.empty()) out["requested"] = p.requested;
    out["actual"] = p.actual;
    out["outputs"] = p.outputs;
    out["reason"] = p.reason;
    if (p.weights > 0) out["weights"] = p.weights;
    if (p.infiniteWeights > 0) out["infiniteWeights"] = p.infiniteWeights;
    if (p.subnormalWeights > 0) out["subnormalWeights"] = p.subnormalWeights;
    if (p.zeroWeights > 0) out["zeroWeights"] = p.zeroWeights;
    return out;
}

Json stage(const StageRecord& s) { return {{"stage", s.stage}, {"ns", s.ns}}; }

}  // namespace

std::string toJson(const BuildRecord& record, RecordDetail detail) {
    Json out = Json::object();
    out["passes"] = listOf(record.passes, [&](const PassRecord& p) { return pass(p, detail); });
    out["layers"] = listOf(record.layers, [&](const LayerRecord& l) { return layer(l, detail); });
    out["reformats"] = listOf(record.reformats, reformat);
    if (!record.precisions.empty()) out["precisions"] = listOf(record.precisions, precision);
    if (detail == RecordDetail::Full) {
        out["stages"] = listOf(record.stages, stage);
        out["tacticsTimed"] = record.tacticsTimed;
        out["cacheHits"] = record.cacheHits;
    }
    return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace planscope
