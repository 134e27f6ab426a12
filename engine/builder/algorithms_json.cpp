// SPDX-License-Identifier: Apache-2.0
#include "engine/builder/algorithms_json.h"

#include "engine/base/check.h"
#include "engine/network/names.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace planscope {
namespace {

using Json = nlohmann::ordered_json;

struct EffectWord {
    std::string_view word;
    AlgorithmRule::Effect effect;
};
constexpr EffectWord kEffects[] = {
    {"pin", AlgorithmRule::Effect::Pin}, {"forbid", AlgorithmRule::Effect::Forbid}, {"retime", AlgorithmRule::Effect::Retime}};

Result<std::string> textOf(const Json& value, std::string_view member) {
    PS_CHECK(value.is_string(), Code::Format, "'{}' is not text", member);
    return value.get<std::string>();
}

Result<std::vector<Format>> formatsOf(const Json& value, std::string_view member) {
    PS_CHECK(value.is_array(), Code::Format, "'{}' is not a list of formats", member);
    std::vector<Format> out;
    for (const Json& item : value) {
        PS_ASSIGN(const std::string word, textOf(item, member));
        PS_ASSIGN(const Format format, parseFormat(word));
        out.push_back(format);
    }
    return out;
}

Result<AlgorithmRule> ruleOf(const Json& json) {
    PS_CHECK(json.is_object(), Code::Format, "it is not an object");
    AlgorithmRule out;
    for (const auto& [member, value] : json.items()) {
        if (member == "layer") {
            PS_ASSIGN(out.layer, textOf(value, member));
        } else if (member == "tactic") {
            PS_ASSIGN(out.tactic, textOf(value, member));
        } else if (member == "algorithm") {
            PS_ASSIGN(out.algorithm, textOf(value, member));
        } else if (member == "inputs") {
            PS_ASSIGN(out.inputs, formatsOf(value, member));
        } else if (member == "outputs") {
            PS_ASSIGN(out.outputs, formatsOf(value, member));
        } else if (member == "effect") {
            PS_ASSIGN(const std::string word, textOf(value, member));
            const auto* const row = std::ranges::find(kEffects, word, &EffectWord::word);
            PS_CHECK(row != std::end(kEffects), Code::Format, "the effect '{}' is none of pin, forbid and retime", word);
            out.effect = row->effect;
        } else {
            return fail(Code::Format, fmt::format("the member '{}' is not known", member));
        }
    }
    PS_CHECK(!out.layer.empty(), Code::Format, "it names no layer");
    return out;
}

Json formatsJson(const std::vector<Format>& formats) {
    Json out = Json::array();
    for (const Format format : formats) out.push_back(toString(format));
    return out;
}

Json ruleJson(const AlgorithmRule& rule) {
    Json out{{"layer", rule.layer}};
    if (rule.effect != AlgorithmRule::Effect::Pin) out["effect"] = std::ranges::find(kEffects, rule.effect, &EffectWord::effect)->word;
    if (!rule.tactic.empty()) out["tactic"] = rule.tactic;
    if (!rule.algorithm.empty()) out["algorithm"] = rule.algorithm;
    if (!rule.inputs.empty()) out["inputs"] = formatsJson(rule.inputs);
    if (!rule.outputs.empty()) out["outputs"] = formatsJson(rule.outputs);
    return out;
}

}  // namespace

Result<std::vector<AlgorithmRule>> parseAlgorithmRules(std::string_view json) {
    const Json root = Json::parse(json, nullptr, false);
    PS_CHECK(root.is_object() && root.contains("algorithms") && root["algorithms"].is_array(), Code::Format,
             "it is not a JSON object with a list 'algorithms'");
    std::vector<AlgorithmRule> out;
    for (const Json& item : root["algorithms"]) {
        PS_ASSIGN(AlgorithmRule rule, within(fmt::format("rule {}", out.size()), ruleOf(item)));
        out.push_back(std::move(rule));
    }
    return out;
}

std::string toJson(std::span<const AlgorithmRule> rules) {
    std::string lines;
    for (const AlgorithmRule& rule : rules)
        lines += (lines.empty() ? "\n  " : ",\n  ") + ruleJson(rule).dump(-1, ' ', false, Json::error_handler_t::replace);
    return "{\"algorithms\": [" + lines + "\n]}\n";
}

std::vector<AlgorithmRule> chosenAlgorithms(const BuildRecord& record) {
    std::vector<AlgorithmRule> out;
    for (const LayerRecord& layer : record.layers) {
        const auto chosen = std::ranges::find_if(layer.candidates, &CandidateRecord::chosen);
        if (chosen == layer.candidates.end() || layer.kind == "reformat") continue;
        out.push_back({AlgorithmRule::Effect::Pin, layer.layer, chosen->tactic, chosen->algorithm, chosen->formats.inputs, chosen->formats.outputs});
    }
    return out;
}

}  // namespace planscope
