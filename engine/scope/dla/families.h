// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/scope/rule.h"

/// The rules of the DLA by what they are about; a family per file.
namespace planscope::scope::dla {

/// The layer leaves the DLA where the rule is broken.
constexpr Rule leaves(std::string_view id, std::string_view about, std::string_view violation, std::string_view fix, std::string_view source, Confidence confidence, Check check,
                      Release until = kNever) {
    return {id, about, violation, fix, source, confidence, Level::Error, kDla | kDlaStandalone, check, until, Effect::LeavesDla};
}
constexpr Rule converts(std::string_view id, std::string_view about, std::string_view violation, std::string_view fix, std::string_view source, Confidence confidence, Check check) {
    return {id, about, violation, fix, source, confidence, Level::Advice, kDla | kDlaStandalone, check, kNever, Effect::ConvertsToHalf};
}
constexpr Rule says(Level level, std::string_view id, std::string_view about, std::string_view violation, std::string_view fix, std::string_view source, Confidence confidence, Check check) {
    return {id, about, violation, fix, source, confidence, level, kDla | kDlaStandalone, check, kNever, Effect::None};
}

std::span<const Rule> generalRules();
std::span<const Rule> buildRules();
std::span<const Rule> convolutionRules();
std::span<const Rule> poolingRules();
std::span<const Rule> activationRules();
std::span<const Rule> arithmeticRules();
std::span<const Rule> movementRules();
std::span<const Rule> formatRules();
std::span<const Rule> memoryRules();
std::span<const Rule> quantizationRules();
std::span<const Rule> sparsityRules();
std::span<const Rule> standaloneRules();
std::span<const Rule> cudlaRules();

/// All of them, in the order of the catalogue.
std::span<const std::span<const Rule>> families();

}  // namespace planscope::scope::dla
