// SPDX-License-Identifier: Apache-2.0
#include "engine/base/check.h"
#include "engine/inspect/escape.h"
#include "engine/inspect/inspector_fields.h"
#include "engine/inspect/own_json.h"
#include "engine/inspect/step_facts.h"
#include "engine/inspect/writers.h"

#include <fmt/format.h>

#include <algorithm>

namespace planscope::inspect {
namespace {

constexpr std::string_view kUnknownFormat = "N/A due to dynamic shapes";

struct VerbosityWord {
    std::string_view word;
    ProfilingVerbosity verbosity;
};
constexpr VerbosityWord kVerbosities[] = {{"layer_names_only", ProfilingVerbosity::LayerNamesOnly}, {"default", ProfilingVerbosity::LayerNamesOnly},
                                          {"none", ProfilingVerbosity::None},
                                          {"detailed", ProfilingVerbosity::Detailed},               {"verbose", ProfilingVerbosity::Detailed}};

JsonFields tensorFields(const EngineTensor& tensor) {
    std::vector<std::int64_t> dims(tensor.dims.begin(), tensor.dims.end());
    for (std::int64_t& extent : dims) extent = std::max<std::int64_t>(extent, -1);
    const std::string format = tensor.dims.isStatic() ? inspectorFormat(tensor.type, tensor.format) : std::string(kUnknownFormat);
    return {{"Name", jsonString(tensor.name)}, {"Location", "\"Device\""}, {"Dimensions", jsonArray(dims)}, {"Format/Datatype", jsonString(format)}};
}

/// How an object is laid out.
struct Layout {
    std::string_view open, separator, close;
};
constexpr Layout kInnerObject{"{\n    ", ",\n    ", "\n  }"}, kLayerObject{"{\n  ", ",\n  ", "\n}"}, kOneLine{"{", ", ", "}"};

std::string objectText(const JsonFields& fields, const Layout& layout) {
    std::string out(layout.open);
    for (std::size_t i = 0; i < fields.size(); ++i)
        out += fmt::format("{}{}: {}", i == 0 ? "" : layout.separator, jsonString(fields[i].first), fields[i].second);
    return out += layout.close;
}

/// Constants are no inputs: weights have fields of their own.
std::string tensorsJson(const Engine& engine, const std::vector<std::uint32_t>& ids, const Layout& layout) {
    std::string out;
    for (const std::uint32_t id : ids)
        if (engine.tensors[id].placement != Placement::Constant)
            out += (out.empty() ? "" : ", ") + objectText(tensorFields(engine.tensors[id]), layout);
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

JsonFields layerFields(const Engine& engine, const EngineStep& step, const Layout& tensors) {
    JsonFields fields{{"Name", jsonString(step.name)},
                      {"LayerType", jsonString(inspectorLayerType(engine, step))},
                      {"Inputs", tensorsJson(engine, step.inputs, tensors)},
                      {"Outputs", tensorsJson(engine, step.outputs, tensors)}};
    for (auto& field : inspectorParameters(engine, step)) fields.push_back(std::move(field));
    const std::string tactic = tacticText(step);
    if (!tactic.empty()) fields.emplace_back("TacticName", jsonString(tactic));
    fields.emplace_back("TacticValue", fmt::format("\"0x{:016x}\"", tactic.empty() ? 0 : hashName(tactic)));
    fields.emplace_back("StreamId", "0");
    fields.emplace_back("Metadata", jsonString(metadata(engine, step)));
    return fields;
}

std::string layerJson(const Engine& engine, const EngineStep& step, ProfilingVerbosity verbosity) {
    if (verbosity == ProfilingVerbosity::LayerNamesOnly) return jsonString(step.name) + "\n";
    return objectText(layerFields(engine, step, kInnerObject), kLayerObject);
}

/// Names of all bindings; profiles after the first have bindings of their own.
std::vector<std::string> bindingNames(const Engine& engine) {
    std::vector<std::string> out;
    for (std::size_t profile = 0; profile < std::max<std::size_t>(1, engine.profiles.size()); ++profile)
        for (const auto* const list : {&engine.inputs, &engine.outputs})
            for (const EngineBinding& binding : *list)
                out.push_back(profile == 0 ? binding.name : fmt::format("{} [profile {}]", binding.name, profile));
    return out;
}

}  // namespace

Result<ProfilingVerbosity> parseProfilingVerbosity(std::string_view word) {
    const auto* const row = std::ranges::find(kVerbosities, word, &VerbosityWord::word);
    PS_CHECK(row != std::end(kVerbosities), Code::Option, "'{}' is not a verbosity; there are layer_names_only, detailed and none", word);
    return row->verbosity;
}

std::string engineJson(const Engine& engine, const InspectorOptions& options) {
    std::string layers, bindings;
    if (options.verbosity != ProfilingVerbosity::None)
        for (const EngineStep& step : engine.steps) layers += (layers.empty() ? "" : ",") + layerJson(engine, step, options.verbosity);
    for (const std::string& name : bindingNames(engine)) bindings += (bindings.empty() ? "" : ",") + jsonString(name) + "\n";
    const std::string own = options.verbosity == ProfilingVerbosity::Detailed ? ",\n\"Planscope\": " + ownJson(engine, options) : "";
    return fmt::format("{{\"Layers\": [{}],\n\"Bindings\": [{}]{}}}\n", layers, bindings, own);
}

std::string engineText(const Engine& engine, ProfilingVerbosity verbosity) {
    std::string out = "Layers:\n";
    for (const EngineStep& step : engine.steps) {
        if (verbosity == ProfilingVerbosity::None) break;
        std::string line = step.name;
        if (verbosity == ProfilingVerbosity::Detailed) {
            line.clear();
            for (const auto& [key, value] : layerFields(engine, step, kOneLine)) {
                const bool isText = value.size() >= 2 && value.front() == '"';
                const std::string shown = key == "Name" ? step.name : isText ? value.substr(1, value.size() - 2) : value;
                line += fmt::format("{}{}: {}", line.empty() ? "" : ", ", key, shown);
            }
        }
        std::ranges::replace(line, '\n', ' ');
        out += line + "\n";
    }
    out += "\nBindings:\n";
    for (const std::string& name : bindingNames(engine)) out += name + "\n";
    return out;
}

}  // namespace planscope::inspect
