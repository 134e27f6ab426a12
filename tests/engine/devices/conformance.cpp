// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/devices/conformance.h"

#include "engine/devices/adapted_tactic.h"
#include "engine/network/names.h"
#include "tests/engine/devices/variant_run.h"

#include <algorithm>
#include <fmt/format.h>

namespace planscope {
namespace {

using layer_tests::Tolerance;

/// Winograd's transforms of four outputs from six inputs multiply by up to 8 and 5 along each axis and take differences of
/// the results, so that roundings of the sums grow by one to two orders of magnitude.
Tolerance toleranceOf(const TacticVariant& variant, Tolerance tolerance) {
    if (variant.algorithm.find("wino") == std::string::npos) return tolerance;
    return {tolerance.absolute * 50, tolerance.relative * 50};
}

std::string formatsText(const FormatSignature& formats) {
    std::string out;
    for (const Format f : formats.inputs) out += std::string(toString(f)) + " ";
    out += ">";
    for (const Format f : formats.outputs) out += " " + std::string(toString(f));
    return out;
}

std::string failureOf(const layer_tests::BuiltCase& built, std::span<const ConstantPtr> expected, const Device& device,
                      const Problem& problem, const TacticDef& tactic, const TacticVariant& variant) {
    const auto actual = runVariant(built, device, problem, tactic, variant);
    if (!actual) return actual.error().text();
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const std::string text = difference(*(*actual)[i], *expected[i], toleranceOf(variant, built.tolerance));
        if (!text.empty()) return fmt::format("output {}: {}", i, text);
    }
    return {};
}

}  // namespace

ConformanceResult runConformance(const layer_tests::BuiltCase& built, const Device& device) {
    ConformanceResult result;
    const auto expected = layer_tests::referenceRunner().run(built);
    const Problem problem = problemOf(built, std::max(1, device.info().threads));
    const AdaptedProblem adapted(problem);
    const TacticList* const list = findTactics(device, problem.kind());
    if (!expected || !list) {
        result.failures.push_back(expected ? "the device has no tactics for the kind" : expected.error().text());
        return result;
    }
    for (const TacticDef* tactic : list->tactics) {
        const Verdict verdict = adapted.accepts(*tactic, device.info());
        if (!verdict.accepted()) {
            if (verdict.sentence.empty()) result.failures.push_back(std::string(tactic->name) + " refuses without a sentence");
            continue;
        }
        std::vector<TacticVariant> variants = adapted.variants(*tactic, device.info());
        if (problem.threads > 1) std::ranges::move(adapted.serialVariants(*tactic, device.info()), std::back_inserter(variants));
        for (const TacticVariant& variant : variants) {
            ++result.variantsRun;
            const std::string failure = failureOf(built, *expected, device, problem, *tactic, variant);
            if (!failure.empty())
                result.failures.push_back(fmt::format("{} {} [{}] with {} threads on {}: {}", tactic->name, variant.algorithm,
                                                      formatsText(variant.formats), problem.threads, built.name, failure));
        }
    }
    return result;
}

}  // namespace planscope
