// SPDX-License-Identifier: Apache-2.0
#include "engine/dla/placement/writers.h"

#include "engine/scope/writers.h"

#include <fmt/format.h>
#include <map>
#include <nlohmann/json.hpp>

namespace planscope::dla {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kEstimated = "The placement follows the documented rules of the DLA; no DLA was asked.";

std::string idsOf(const std::vector<const scope::Rule*>& rules) {
    std::string out;
    for (const scope::Rule* rule : rules) out += fmt::format("{}{}", out.empty() ? "" : ", ", rule->id);
    return out;
}
Json listOf(const std::vector<const scope::Rule*>& rules) {
    Json out = Json::array();
    for (const scope::Rule* rule : rules) out.push_back(rule->id);
    return out;
}
const std::string& nameOf(const scope::Question& question, LayerId id) { return question.network.layer(id).name; }
std::string_view deviceOf(const LayerPlace& layer) { return layer.part == kGpu ? "GPU" : "DLA"; }

/// How many layers each rule keeps from the DLA.
std::map<std::string_view, int> reasonsOf(const Placement& placement) {
    std::map<std::string_view, int> out;
    for (const LayerPlace& layer : placement.layers)
        for (const scope::Rule* rule : layer.reasons) ++out[rule->id];
    return out;
}

}  // namespace

std::string textOf(const Placement& placement, const scope::Question& question) {
    std::string out = fmt::format("{} layers: {} on the DLA in {} loadables, {} on the GPU\n", placement.layers.size(), placement.countOnDla(), placement.loadables.size(), placement.layers.size() - placement.countOnDla());
    out += fmt::format("{} transitions of {} bytes, {} reformats, at most {} switches of device on a path\n", placement.transitions.count, placement.transitions.bytes, placement.reformats, placement.transitions.mostOnPath);
    for (std::size_t i = 0; i < placement.loadables.size(); ++i) {
        const Part& part = placement.partition.parts[i];
        out += fmt::format("loadable {}: {}, {} layers, batch {}, {} bytes inside, {} of weights\n", i, placement.loadables[i], part.nodes.size(), part.batch, part.internalBytes, part.weightBytes);
    }
    for (const Cut& cut : placement.partition.cuts)
        out += fmt::format("cut between {} and {}: {}\n", nameOf(question, placement.layers[cut.before].id), nameOf(question, placement.layers[cut.node].id), cut.reason);
    for (const LayerPlace& layer : placement.layers)
        if (layer.part == kGpu) out += fmt::format("GPU      {}{}\n", nameOf(question, layer.id), layer.reasons.empty() ? layer.isMeant ? "" : " (asked for)" : fmt::format(" ({})", idsOf(layer.reasons)));
    for (const Suggestion& suggestion : placement.suggestions)
        out += fmt::format("try      {} on the {}: {} transitions instead of {}, {} loadables{}\n", nameOf(question, suggestion.layer), suggestion.toDla ? "DLA" : "GPU", suggestion.transitions,
                           placement.transitions.count, suggestion.loadables, suggestion.reasons.empty() ? "" : fmt::format("; mend {}: {}", idsOf(suggestion.reasons), suggestion.reasons.front()->fix));
    for (const Note& note : placement.notes) out += fmt::format("note     {}: {}\n", note.subject, note.sentence);
    return out + scope::textOf(placement.report, question.network) + std::string(kEstimated) + "\n";
}

std::string jsonOf(const Placement& placement, const scope::Question& question) {
    Json layers = Json::array(), loadables = Json::array(), cuts = Json::array(), suggestions = Json::array(), notes = Json::array(), reasons = Json::object();
    for (const LayerPlace& layer : placement.layers)
        layers.push_back({{"name", nameOf(question, layer.id)}, {"kind", question.network.layer(layer.id).def->kind.name}, {"device", deviceOf(layer)}, {"loadable", layer.part}, {"reasons", listOf(layer.reasons)}});
    for (std::size_t i = 0; i < placement.loadables.size(); ++i) {
        const Part& part = placement.partition.parts[i];
        loadables.push_back({{"name", placement.loadables[i]}, {"layers", part.nodes.size()}, {"batch", part.batch}, {"internalBytes", part.internalBytes}, {"weightBytes", part.weightBytes}, {"operations", part.flops}});
    }
    for (const Cut& cut : placement.partition.cuts)
        cuts.push_back({{"before", nameOf(question, placement.layers[cut.before].id)}, {"at", nameOf(question, placement.layers[cut.node].id)}, {"rule", cut.rule}, {"reason", cut.reason}});
    for (const Suggestion& suggestion : placement.suggestions)
        suggestions.push_back({{"layer", nameOf(question, suggestion.layer)}, {"device", suggestion.toDla ? "DLA" : "GPU"}, {"transitions", suggestion.transitions}, {"loadables", suggestion.loadables}, {"reasons", listOf(suggestion.reasons)}});
    for (const Note& note : placement.notes) notes.push_back({{"subject", note.subject}, {"sentence", note.sentence}});
    for (const auto& [rule, count] : reasonsOf(placement)) reasons[std::string(rule)] = count;
    const Json transitions{{"count", placement.transitions.count}, {"bytes", placement.transitions.bytes}, {"mostOnPath", placement.transitions.mostOnPath}, {"reformats", placement.reformats}};
    return Json{{"accepted", placement.isAccepted()}, {"layersOnDla", placement.countOnDla()}, {"layersOnGpu", placement.layers.size() - placement.countOnDla()}, {"note", kEstimated},
                {"transitions", transitions}, {"reasons", reasons}, {"loadables", loadables}, {"cuts", cuts}, {"suggestions", suggestions}, {"notes", notes}, {"layers", layers},
                {"report", Json::parse(scope::jsonOf(placement.report, question.network))}}
        .dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace planscope::dla
