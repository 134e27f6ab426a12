// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/scope/rule.h"

/// The rules of the safety scope by what they are about; a family per file.
namespace planscope::scope::safety {

std::span<const Rule> buildRules();
std::span<const Rule> generalRules();
std::span<const Rule> convolutionRules();
std::span<const Rule> arithmeticRules();
std::span<const Rule> movementRules();
std::span<const Rule> quantizationRules();
std::span<const Rule> pluginRules();
std::span<const Rule> runtimeRules();

/// All of them, in the order of the catalogue.
std::span<const std::span<const Rule>> families();

}  // namespace planscope::scope::safety
