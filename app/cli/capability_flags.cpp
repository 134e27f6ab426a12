// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/capability_flags.h"

#include "engine/base/check.h"
#include "engine/target/target.h"

#include <CLI/CLI.hpp>

#include <charconv>

namespace planscope::cli {
namespace {

Result<scope::Release> releaseOf(const std::string& text) {
    scope::Release out;
    int* const parts[] = {&out.major, &out.minor, &out.patch};
    const char* at = text.data();
    const char* const end = at + text.size();
    for (std::size_t i = 0; i < std::size(parts); ++i) {
        const auto [next, error] = std::from_chars(at, end, *parts[i]);
        const bool isLast = i + 1 == std::size(parts);
        PS_CHECK(error == std::errc() && (isLast ? next == end : next != end && *next == '.'), Code::Option, "--rules: '{}' is not a release; there are 8.6.11 and 8.6.12", text);
        at = next + 1;
    }
    PS_CHECK(out >= scope::k8611 && out <= scope::k8612, Code::Option, "--rules: there are no rules of release {}; there are 8.6.11 and 8.6.12", text);
    return out;
}

Result<const Target*> targetOf(const std::string& id) {
    if (const Target* target = findTarget(id)) return target;
    std::string all;
    for (const Target& target : targets()) all += (all.empty() ? "" : ", ") + std::string(target.id);
    return fail(Code::Option, fmt::format("--target: '{}' is not known; there are {}", id, all));
}

}  // namespace

Result<Capability> CapabilityFlags::options() const {
    Capability out{.isSafety = wantsSafePlan(), .isRestricted = isRestricted};
    PS_ASSIGN(out.rules, releaseOf(rules));
    PS_ASSIGN(out.target, targetOf(target));
    return out;
}

void declareScopeFlags(CLI::App& app, CapabilityFlags& flags) {
    app.add_flag("--restricted", flags.isRestricted, "refuse what a safety build would refuse; the engine stays a standard one");
    app.add_option("--target", flags.target, "whose rules --restricted and safe plans keep to: drive-orin, a10, pg199, xavier ...")->capture_default_str();
    app.add_option("--rules", flags.rules, "the release whose rules these are: 8.6.11 or 8.6.12")->capture_default_str();
}

void declareCapabilityFlags(CLI::App& app, CapabilityFlags& flags) {
    app.add_option("--capability", flags.capability, "standard, or safety: a plan for the safety and proxy runtimes")
        ->check(CLI::IsMember({"standard", "safety"}))
        ->capture_default_str();
    app.add_flag("--safe", flags.isSafe, "the same as --capability safety");
}

}  // namespace planscope::cli
