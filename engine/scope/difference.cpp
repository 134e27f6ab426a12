// SPDX-License-Identifier: Apache-2.0
#include "engine/scope/difference.h"

#include "engine/scope/catalogue.h"

#include <set>
#include <tuple>

namespace planscope::scope {
namespace {

using Place = std::tuple<const Rule*, std::uint32_t, std::uint32_t, std::string_view>;

Place placeOf(const Finding& finding) { return {finding.rule, finding.layer.value, finding.tensor.value, finding.subject}; }

std::vector<Finding> onlyIn(const Report& report, const Report& other) {
    std::set<Place> places;
    for (const Finding& finding : other.findings) places.insert(placeOf(finding));
    std::vector<Finding> out;
    for (const Finding& finding : report.findings)
        if (!places.contains(placeOf(finding))) out.push_back(finding);
    return out;
}

}  // namespace

Difference differenceSince(Release older, const Question& question, std::uint8_t scopes) {
    Question before = question;
    before.release = older;
    const Report then = ask(before, scopes), now = ask(question, scopes);
    return {onlyIn(then, now), onlyIn(now, then)};
}

}  // namespace planscope::scope
