// SPDX-License-Identifier: Apache-2.0
#include "engine/inspect/escape.h"
#include "engine/inspect/inspector_fields.h"
#include "engine/inspect/step_facts.h"
#include "engine/inspect/writers.h"

#include <fmt/format.h>

namespace planscope::inspect {
namespace {

std::string tensorsJson(const Engine& engine, const std::vector<std::uint32_t>& ids, bool withConstants) {
    std::string out;
    for (const std::uint32_t id : ids) {
        const EngineTensor& tensor = engine.tensors[id];
        if (tensor.placement == Placement::Constant && !withConstants) continue;
        out += fmt::format("{}{{\n    \"Name\": {},\n    \"Location\": \"Device\",\n    \"Dimensions\": {},\n    \"Format/Datatype\": {}\n  }}",
                           out.empty() ? "" : ", ", jsonString(tensor.name), jsonArray({tensor.dims.begin(), tensor.dims.end()}),
                           jsonString(inspectorFormat(tensor.type, tensor.format)));
    }
    return '[' + out + ']';
}

/// Empty for inserted reformats, as in TensorRT.
std::string metadata(const Engine& engine, const EngineStep& step) {
    std::string out;
    if (step.def->kind.name == "reformat") return out;
    for (const std::string& name : onnxNames(engine, step)) {
        if (!out.empty()) out += '\x1e';
        out += "[ONNX Layer: " + name + ']';
    }
    return out;
}

std::string layerJson(const Engine& engine, std::size_t index, const ProfileSnapshot* profile) {
    const EngineStep& step = engine.steps[index];
    const std::string tactic = step.variant.algorithm.empty() ? step.tactic : step.tactic + '/' + step.variant.algorithm;
    JsonFields fields{{"Name", jsonString(step.name)},
                      {"LayerType", jsonString(inspectorLayerType(engine, step))},
                      {"Inputs", tensorsJson(engine, step.inputs, false)},
                      {"Outputs", tensorsJson(engine, step.outputs, true)}};
    for (auto& field : inspectorParameters(engine, step)) fields.push_back(std::move(field));
    fields.emplace_back("TacticName", jsonString(tactic));
    fields.emplace_back("TacticValue", fmt::format("\"0x{:016x}\"", hashName(tactic)));
    fields.emplace_back("StreamId", "0");
    fields.emplace_back("Metadata", jsonString(metadata(engine, step)));
    if (profile && index < profile->layers.size() && profile->layers[index].medianNs >= 0)
        fields.emplace_back("MedianTimeMs", jsonNumber(profile->layers[index].medianNs / 1e6));
    std::string out;
    for (const auto& [key, value] : fields) out += fmt::format("{}  {}: {}", out.empty() ? "" : ",\n", jsonString(key), value);
    return "{\n" + out + "\n}";
}

}  // namespace

std::string engineJson(const Engine& engine, const ProfileSnapshot* profile) {
    std::string layers, bindings;
    for (std::size_t i = 0; i < engine.steps.size(); ++i) layers += (i == 0 ? "" : ",") + layerJson(engine, i, profile);
    for (const auto* const list : {&engine.inputs, &engine.outputs})
        for (const EngineBinding& binding : *list) bindings += (bindings.empty() ? "" : "\n,") + jsonString(binding.name);
    return fmt::format("{{\"Layers\": [{}],\n\"Bindings\": [{}\n]}}\n", layers, bindings);
}

}  // namespace planscope::inspect
