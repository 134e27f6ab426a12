// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"
#include "engine/tactics/algorithm_rules.h"
#include "engine/tactics/build_record.h"

#include <string>
#include <string_view>
#include <vector>

namespace planscope {

/// Algorithm rules as a file:
///
///     {"algorithms": [
///       {"layer": "Conv_0 + Relu_1", "tactic": "convolution.cpu.onednn", "algorithm": "jit:avx2", "inputs": ["linear"], "outputs": ["nchw8c"]},
///       {"layer": "*", "effect": "forbid", "tactic": "convolution.cpu.winograd"},
///       {"layer": "Gemm_7", "effect": "retime"}]}
///
/// "effect" is "pin" where it is missing. Members that are not known are errors.
/// @errors Code::Format naming the rule and the member
Result<std::vector<AlgorithmRule>> parseAlgorithmRules(std::string_view json);

std::string toJson(std::span<const AlgorithmRule> rules);

/// What was chosen, as pins: the same network with these rules becomes the same engine. Inserted reformats are left out, since
/// formats decide them.
std::vector<AlgorithmRule> chosenAlgorithms(const BuildRecord& record);

}  // namespace planscope
