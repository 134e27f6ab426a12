// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/devices/tactic.h"
#include "tests/engine/layers/layer_cases.h"

namespace planscope {

/// The problem that the only layer of a case poses; its weights and known inputs are constants.
Problem problemOf(const layer_tests::BuiltCase& built, int threads);

/// Lowers one variant and runs it twice on the case's inputs. Outputs and workspace are filled with NaN bit patterns before
/// and have guard bytes behind; the second run must give the same bits as the first.
/// @return outputs in Linear format. @errors also when guards are overwritten, padding lanes are not zero, inputs are
///         changed, or the runs differ
Result<std::vector<ConstantPtr>> runVariant(const layer_tests::BuiltCase& built, const Device& device, const Problem& problem,
                                            const TacticDef& tactic, const TacticVariant& variant);

}  // namespace planscope
