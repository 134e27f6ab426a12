// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/verdict.h"
#include "engine/devices/tactic.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace planscope {

/// What somebody wants of the choice for some layers: TensorRT's algorithm selector as a table. In texts "*" stands for any
/// characters.
struct AlgorithmRule {
    enum class Effect : std::uint8_t {
        Pin,     ///< only ways that fit may be taken; of several pins of a layer one must fit
        Forbid,  ///< ways that fit may not be taken
        Retime,  ///< ways that fit are timed again, whatever a timing cache says
    };
    Effect effect = Effect::Pin;
    std::string layer;                    ///< LayerRecord::layer
    std::string tactic{};                 ///< TacticDef::name; empty: any
    std::string algorithm{};              ///< TacticVariant::algorithm; empty: any
    std::vector<Format> inputs{}, outputs{};  ///< formats that a variant must have; empty: any

    friend bool operator==(const AlgorithmRule&, const AlgorithmRule&) = default;
};

/// The rules of one layer, in their order.
using AlgorithmRules = std::vector<const AlgorithmRule*>;

AlgorithmRules rulesOf(std::span<const AlgorithmRule> all, std::string_view layer);

/// Whether `text` is `pattern`, or fits it where the pattern has "*".
bool fitsPattern(std::string_view pattern, std::string_view text);

/// Refused where the rules leave out all variants of a tactic.
Verdict judgeTactic(const AlgorithmRules& rules, const TacticDef& tactic);
Verdict judgeVariant(const AlgorithmRules& rules, const TacticDef& tactic, const TacticVariant& variant);
bool isRetimed(const AlgorithmRules& rules, const TacticDef& tactic, const TacticVariant& variant);

/// "tactic 'convolution.cpu.winograd' algorithm 'avx512' in linear>nchw16c"
std::string describe(const AlgorithmRule& rule);

}  // namespace planscope
