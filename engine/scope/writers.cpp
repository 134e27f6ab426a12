// SPDX-License-Identifier: Apache-2.0
#include "engine/scope/writers.h"

#include "engine/base/version.h"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace planscope::scope {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kNotCertified = "Nothing here is certified: the rules are documented, inferred or this project's own choice, as each says.";

std::string dump(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace); }

std::vector<const Finding*> errorsFirst(const Report& report) {
    std::vector<const Finding*> out;
    for (const Finding& finding : report.findings) out.push_back(&finding);
    std::ranges::stable_sort(out, std::ranges::greater(), [](const Finding* f) { return f->level; });
    return out;
}

std::vector<std::string> nodesOf(const Finding& finding, const Network& network) {
    std::vector<std::string> out;
    for (const OriginId origin : finding.origins) out.push_back(network.origins()[origin].name);
    return out;
}

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (const std::string& word : words) out += (out.empty() ? "" : "; ") + word;
    return out;
}

std::string csvField(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + "\"";
}

std::string_view sarifLevel(Level level) {
    constexpr std::string_view words[] = {"note", "warning", "error"};
    return words[static_cast<std::size_t>(level)];
}

std::string whoAsks(Enforced by) {
    constexpr std::string_view words[] = {"builder", "runtime", "checker", "placement"};
    return std::string(words[static_cast<std::size_t>(by)]);
}

}  // namespace

std::string textOf(const Report& report, const Network&) {
    std::string out;
    for (const Finding* finding : errorsFirst(report)) {
        const Rule& rule = *finding->rule;
        out += fmt::format("{:8}{:15}{}", toString(finding->level), rule.id, finding->sentence);
        if (!rule.fix.empty()) out += fmt::format("; {}", rule.fix);
        out += fmt::format(" [{}, {}]\n", rule.source, toString(rule.confidence));
    }
    return out + fmt::format("{} errors, {} warnings, {} pieces of advice. {}\n", report.count(Level::Error), report.count(Level::Warning), report.count(Level::Advice), kNotCertified);
}

std::string jsonOf(const Report& report, const Network& network) {
    Json findings = Json::array();
    for (const Finding& finding : report.findings) {
        const Rule& rule = *finding.rule;
        findings.push_back({{"rule", rule.id}, {"level", toString(finding.level)}, {"subject", finding.subject}, {"nodes", nodesOf(finding, network)}, {"value", finding.value},
                            {"sentence", finding.sentence}, {"fix", rule.fix}, {"source", rule.source}, {"confidence", toString(rule.confidence)}});
    }
    return dump(Json{{"errors", report.count(Level::Error)}, {"warnings", report.count(Level::Warning)}, {"advice", report.count(Level::Advice)}, {"note", kNotCertified}, {"findings", findings}});
}

std::string sarifOf(const Report& report, const Network& network, std::string_view model) {
    std::vector<const Rule*> used;
    for (const Finding& finding : report.findings)
        if (std::ranges::find(used, finding.rule) == used.end()) used.push_back(finding.rule);
    Json rules = Json::array(), results = Json::array();
    for (const Rule* rule : used) {
        Json row{{"id", rule->id}, {"shortDescription", {{"text", fmt::format("{}: {}", rule->about, rule->violation)}}}, {"defaultConfiguration", {{"level", sarifLevel(rule->level)}}}};
        if (!rule->fix.empty()) row["help"] = {{"text", rule->fix}};
        row["properties"] = {{"source", rule->source}, {"confidence", toString(rule->confidence)}};
        rules.push_back(std::move(row));
    }
    for (const Finding& finding : report.findings) {
        Json places = Json::array();
        for (const std::string& node : nodesOf(finding, network)) places.push_back({{"name", node}, {"kind", "function"}});
        if (places.empty() && !finding.subject.empty()) places.push_back({{"name", finding.subject}, {"kind", "variable"}});
        Json location{{"physicalLocation", {{"artifactLocation", {{"uri", model}}}}}};
        if (!places.empty()) location["logicalLocations"] = std::move(places);
        results.push_back({{"ruleId", finding.rule->id},
                           {"ruleIndex", std::ranges::find(used, finding.rule) - used.begin()},
                           {"level", sarifLevel(finding.level)},
                           {"message", {{"text", finding.sentence}}},
                           {"locations", Json::array({std::move(location)})},
                           {"properties", {{"value", finding.value}}}});
    }
    const Json driver{{"name", "Planscope"}, {"version", kProductVersion}, {"rules", rules}};
    return dump(Json{{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                     {"version", "2.1.0"},
                     {"runs", Json::array({Json{{"tool", {{"driver", driver}}}, {"results", results}, {"properties", {{"note", kNotCertified}}}}})}});
}

std::string csvOf(const Report& report, const Network& network) {
    std::string out = "rule,level,subject,nodes,value,sentence,fix,source,confidence\r\n";
    for (const Finding& finding : report.findings) {
        const Rule& rule = *finding.rule;
        out += fmt::format("{},{},{},{},{},{},{},{},{}\r\n", rule.id, toString(finding.level), csvField(finding.subject), csvField(joined(nodesOf(finding, network))), csvField(finding.value),
                           csvField(finding.sentence), csvField(rule.fix), csvField(rule.source), toString(rule.confidence));
    }
    return out;
}

namespace {

std::string rowsOf(std::span<const Rule* const> rules) {
    constexpr std::string_view effects[] = {"", ", else GPU", ", runs in FP16"};
    std::string out = "| rule | about | broken by | level | fix | source | confidence | asked by |\n|---|---|---|---|---|---|---|---|\n";
    for (const Rule* rule : rules) {
        const bool isLifted = rule->until < kNever;
        out += fmt::format("| {} | {} | {}{} | {}{} | {} | {} | {} | {} |\n", rule->id, rule->about, rule->violation, isLifted ? " (lifted in 8.6.12)" : "", toString(rule->level),
                           effects[static_cast<std::size_t>(rule->effect)], rule->fix, rule->source, toString(rule->confidence), whoAsks(rule->check.by));
    }
    return out;
}

}  // namespace

std::string rulesPage() {
    return "# Safety rules\n\nWritten by `planexec rules`; a test fails if it is stale. " + std::string(kNotCertified) +
           "\n\nSources: SEED: the release notes of TensorRT 8.6.12 for DRIVE OS; H861, H5 to H7: public headers of TensorRT 8.6.1 and of 5 to 7; TX: trtexec; CSDN: the one "
           "public list of numeric limits (DRIVE OS 5.2); OPDOC: the operator reference; GH: public issues; FORUM1: the vendor's forum; 2.5, 2.7, 4.2, own: chosen here.\n\n" +
           rowsOf(safetyRules());
}

std::string dlaRulesPage() {
    return "# DLA rules\n\nWritten by `planexec rules --scope dla`; a test fails if it is stale. " + std::string(kNotCertified) +
           "\n\n*Error, else GPU*: a layer that breaks the rule runs on the GPU where GPU fallback is allowed, which is a warning then. *Recalled*: known of published guides, "
           "whose passage could not be read again.\n\n"
           "Sources: SEED: the release notes of TensorRT 8.6.12 for DRIVE OS; H861, H5 to H7: public headers of TensorRT; G84, N85, L10: the developer guide of 8.4, 8.5 and 10; TX: trtexec; "
           "OPS, FAQ, QDQ, LSTAT: the DLA software's public pages; TUT, CUS: public tutorials and cuDLA samples; CUD: the cuDLA reference; IOF: the table of formats; ORINM: measurements on "
           "Orin; GH: public issues; own: chosen here.\n\n" +
           rowsOf(dlaRules());
}

}  // namespace planscope::scope
