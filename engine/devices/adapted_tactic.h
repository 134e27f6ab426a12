// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/devices/tactic.h"

#include <memory>

namespace planscope {

/// A problem as tactics are asked about it, whatever its numerics: the one place through which builder and runtime reach
/// tactics. Tactics work on Float; one that is asked about Half tensors gets the Float problem, and its kernel is wrapped:
/// Half inputs are widened into workspace, results rounded out of it. TF32 rounds operands the same way. Tactics that only move
/// elements (TacticDef::movesElements) take Half themselves. Variants of wrapped kernels carry the suffix in their algorithm, and so do
/// those that run on one thread although the problem allows more.
class AdaptedProblem {
public:
    static constexpr std::string_view kHalfSuffix = "+half", kTf32Suffix = "+tf32", kSerialSuffix = "+serial";

    /// @param problem  borrowed
    explicit AdaptedProblem(const Problem& problem) : m_problem(&problem) {}

    Verdict accepts(const TacticDef& tactic, const DeviceInfo& device) const;
    /// @pre accepted
    std::vector<TacticVariant> variants(const TacticDef& tactic, const DeviceInfo& device) const;
    /// The same on one thread. @pre the problem allows more
    std::vector<TacticVariant> serialVariants(const TacticDef& tactic, const DeviceInfo& device) const;
    /// @errors those of TacticDef::lower
    Result<std::unique_ptr<Kernel>> lower(const TacticDef& tactic, const TacticVariant& variant, const DeviceInfo& device) const;
    /// See TacticDef::inPlace; nothing for wrapped kernels.
    std::vector<std::optional<std::uint64_t>> inPlace(const TacticDef& tactic, const TacticVariant& variant) const;
    /// See TacticDef::viewOffset; nothing for wrapped kernels.
    std::optional<std::uint64_t> viewOffset(const TacticDef& tactic, const TacticVariant& variant) const;

private:
    /// The problem in Float, with the constants that it owns.
    struct Widened {
        Problem problem;
        std::vector<ConstantPtr> constants;
    };
    Problem onOneThread() const;
    Result<std::unique_ptr<Kernel>> lowerSerial(const TacticDef& tactic, TacticVariant variant, const DeviceInfo& device) const;
    bool isWrapped(const TacticDef& tactic) const;
    const std::shared_ptr<const Widened>& widened() const;

    const Problem* m_problem;
    mutable std::shared_ptr<const Widened> m_widened;
};

}  // namespace planscope
