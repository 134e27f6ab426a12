// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/tactic_wishes.h"

#include "engine/tactics/build_record.h"

namespace planscope::desktop {
namespace {

bool isAbout(const AlgorithmRule& rule, const CandidateRecord& candidate) {
    const auto fits = [](std::string_view pattern, std::string_view text) { return pattern.empty() || fitsPattern(pattern, text); };
    const auto hasFormats = [](const std::vector<Format>& wanted, const std::vector<Format>& formats) { return wanted.empty() || wanted == formats; };
    return fits(rule.tactic, candidate.tactic) && fits(rule.algorithm, candidate.algorithm) && hasFormats(rule.inputs, candidate.formats.inputs) &&
           hasFormats(rule.outputs, candidate.formats.outputs);
}

}  // namespace

views::profiler::TacticWishes wishesOf(const BuildRecord& record, const std::vector<AlgorithmRule>& rules) {
    views::profiler::TacticWishes out;
    for (const LayerRecord& layer : record.layers)
        for (const AlgorithmRule* rule : rulesOf(rules, layer.layer))
            for (std::size_t row = 0; row < layer.candidates.size(); ++row)
                if (isAbout(*rule, layer.candidates[row]))
                    out[{QString::fromStdString(layer.layer), static_cast<int>(row)}].append(static_cast<views::profiler::TacticWish>(rule->effect));
    return out;
}

}  // namespace planscope::desktop
