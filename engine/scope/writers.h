// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/scope/catalogue.h"

#include <string>

/// Reports for people and for tools.
namespace planscope::scope {

/// A line per finding, errors first, and a sum at the end.
std::string textOf(const Report& report, const Network& network);
/// An object per finding with everything that is known of it.
std::string jsonOf(const Report& report, const Network& network);
/// SARIF 2.1.0; findings are at the ONNX nodes of `model`.
std::string sarifOf(const Report& report, const Network& network, std::string_view model);
/// RFC 4180, a row per finding.
std::string csvOf(const Report& report, const Network& network);

/// All rules as a page: what is documented, inferred, or a choice of this project.
std::string rulesPage();
std::string dlaRulesPage();

}  // namespace planscope::scope
