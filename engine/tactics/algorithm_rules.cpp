// SPDX-License-Identifier: Apache-2.0
#include "engine/tactics/algorithm_rules.h"

#include "engine/network/names.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace planscope {
namespace {

using Effect = AlgorithmRule::Effect;

bool fitsTactic(const AlgorithmRule& rule, const TacticDef& tactic) { return rule.tactic.empty() || fitsPattern(rule.tactic, tactic.name); }

bool fits(const AlgorithmRule& rule, const TacticDef& tactic, const TacticVariant& variant) {
    return fitsTactic(rule, tactic) && (rule.algorithm.empty() || fitsPattern(rule.algorithm, variant.algorithm)) &&
           (rule.inputs.empty() || rule.inputs == variant.formats.inputs) &&
           (rule.outputs.empty() || rule.outputs == variant.formats.outputs);
}

bool isForWholeTactics(const AlgorithmRule& rule) { return rule.algorithm.empty() && rule.inputs.empty() && rule.outputs.empty(); }

/// @param fitsRule  whether the way in question fits a rule
template <class Fits>
Verdict judge(const AlgorithmRules& rules, Fits fitsRule) {
    const AlgorithmRule* missed = nullptr;
    bool isPinned = false;
    for (const AlgorithmRule* const rule : rules) {
        if (rule->effect == Effect::Forbid && fitsRule(*rule)) return reject(Reason::NotTried, "forbidden for this layer");
        if (rule->effect != Effect::Pin) continue;
        if (fitsRule(*rule)) isPinned = true;
        else if (!missed) missed = rule;
    }
    if (isPinned || !missed) return accept();
    return reject(Reason::NotTried, fmt::format("this layer is pinned to {}", describe(*missed)));
}

std::string listOf(const std::vector<Format>& formats) {
    std::string out;
    for (const Format format : formats) out += (out.empty() ? "" : ",") + std::string(toString(format));
    return out.empty() ? "any" : out;
}

}  // namespace

bool fitsPattern(std::string_view pattern, std::string_view text) {
    if (pattern == text) return true;
    const std::size_t star = pattern.find('*');
    if (star == std::string_view::npos || text.substr(0, star) != pattern.substr(0, star)) return false;
    const std::string_view rest = pattern.substr(star + 1);
    for (std::size_t at = star; at <= text.size(); ++at)
        if (fitsPattern(rest, text.substr(at))) return true;
    return false;
}

AlgorithmRules rulesOf(std::span<const AlgorithmRule> all, std::string_view layer) {
    AlgorithmRules out;
    for (const AlgorithmRule& rule : all)
        if (fitsPattern(rule.layer, layer)) out.push_back(&rule);
    return out;
}

Verdict judgeTactic(const AlgorithmRules& rules, const TacticDef& tactic) {
    return judge(rules, [&](const AlgorithmRule& rule) { return fitsTactic(rule, tactic) && (rule.effect == Effect::Pin || isForWholeTactics(rule)); });
}

Verdict judgeVariant(const AlgorithmRules& rules, const TacticDef& tactic, const TacticVariant& variant) {
    return judge(rules, [&](const AlgorithmRule& rule) { return fits(rule, tactic, variant); });
}

bool isRetimed(const AlgorithmRules& rules, const TacticDef& tactic, const TacticVariant& variant) {
    return std::ranges::any_of(rules, [&](const AlgorithmRule* rule) { return rule->effect == Effect::Retime && fits(*rule, tactic, variant); });
}

std::string describe(const AlgorithmRule& rule) {
    std::vector<std::string> parts;
    if (!rule.tactic.empty()) parts.push_back(fmt::format("tactic '{}'", rule.tactic));
    if (!rule.algorithm.empty()) parts.push_back(fmt::format("algorithm '{}'", rule.algorithm));
    if (!rule.inputs.empty() || !rule.outputs.empty()) parts.push_back(fmt::format("formats {} -> {}", listOf(rule.inputs), listOf(rule.outputs)));
    return parts.empty() ? "any tactic" : fmt::format("{}", fmt::join(parts, ", "));
}

}  // namespace planscope
