// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace planscope::checker {

/// One of the twenty checks of a safe plan.
struct CheckRow {
    std::string_view code;      ///< "CC-07"
    std::string_view what;      ///< what it asks, in words
    std::string problem;        ///< empty: it passed
};

/// Checks the bytes of a plan that is meant for the safety runtime. Rows in order of their codes. Where a check fails that
/// others stand on, those others say so instead of guessing.
std::vector<CheckRow> checkConsistency(std::span<const std::byte> plan);

/// True where every row passed.
bool isConsistent(std::span<const CheckRow> rows);

}  // namespace planscope::checker
