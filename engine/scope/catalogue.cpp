// SPDX-License-Identifier: Apache-2.0
#include "engine/scope/catalogue.h"

#include "engine/scope/dla/facts.h"
#include "engine/scope/dla/families.h"
#include "engine/scope/safety/families.h"
#include "engine/scope/subject.h"

#include <algorithm>

namespace planscope::scope {
namespace {

using Families = std::span<const std::span<const Rule>>;

std::vector<const Rule*> collect(std::initializer_list<Families> catalogues) {
    std::vector<const Rule*> out;
    for (const Families& families : catalogues)
        for (const std::span<const Rule> family : families)
            for (const Rule& rule : family) out.push_back(&rule);
    return out;
}

std::span<const Rule* const> allRules() {
    static const std::vector<const Rule*> rules = collect({safety::families(), dla::families()});
    return rules;
}

}  // namespace

std::span<const Rule* const> safetyRules() {
    static const std::vector<const Rule*> rules = collect({safety::families()});
    return rules;
}

std::span<const Rule* const> dlaRules() {
    static const std::vector<const Rule*> rules = collect({dla::families()});
    return rules;
}

const Rule* findRule(std::string_view id) {
    const auto rules = allRules();
    const auto at = std::ranges::find(rules, id, &Rule::id);
    return at == rules.end() ? nullptr : *at;
}

Report ask(const Question& question, std::uint8_t scopes) {
    Report report;
    Emitter emit(question, report);
    const Subjects subjects(question);
    for (const Rule* rule : allRules()) {
        if ((rule->scopes & scopes) == 0 || rule->check.by != Enforced::Build || question.release >= rule->until) continue;
        emit.setRule(*rule);
        if (rule->check.whole) rule->check.whole(question, emit);
        if (!rule->check.layer) continue;
        const bool isOfDla = (rule->scopes & (kDla | kDlaStandalone)) != 0;
        for (const Subject& subject : subjects.all()) {
            if (isOfDla && !dla::isMeant(subject)) continue;
            if (!rule->check.kind || subject.layer.is(*rule->check.kind)) rule->check.layer(subject, emit);
        }
    }
    return report;
}

bool isNetworkSupported(const Question& question) { return ask(question, kSafe | kRestricted).isAccepted(); }

std::string_view toString(Level level) {
    constexpr std::string_view words[] = {"advice", "warning", "error"};
    return words[static_cast<std::size_t>(level)];
}

std::string_view toString(Confidence confidence) {
    constexpr std::string_view words[] = {"documented", "inferred", "own choice", "recalled"};
    return words[static_cast<std::size_t>(confidence)];
}

}  // namespace planscope::scope
