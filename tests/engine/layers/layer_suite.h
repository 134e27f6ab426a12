// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"

#include <optional>
#include <string_view>
#include <vector>

/// The tables of layer cases: one row runs on every device and runtime.
namespace planscope::layer_tests {

/// |actual - expected| <= absolute + relative |expected|, for floating-point outputs; other types must be equal.
struct Tolerance {
    double absolute = 0;
    double relative = 0;

    static constexpr Tolerance exact() { return {}; }
    static constexpr Tolerance within(double difference) { return {difference, 0}; }
    /// Sums of up to a few hundred products of values in [-1, 1), in any order: each partial sum, which is about as large
    /// as the result or as sqrt(terms), is rounded once per term, and the roundings grow as sqrt(terms).
    static constexpr Tolerance sums() { return {1e-5, 2e-6}; }
    /// Units in the last place of Float, with room for values near zero.
    static constexpr Tolerance ulp(double units) { return {units * 0x1p-30, units * 0x1p-23}; }
};

/// A layer in one line:
///
///   kind(operand, ... ; epilogue operand, ...) {attribute=value, ...} then "program" -> type, ...
///
/// An operand is `name type[dims]` for a run-time input with random values, `const name type[dims]` for a constant, or
/// the name of an earlier operand. `~[low,high]` after the dims bounds random values (default [-1,1) for floats, -4 ...
/// 4 for integers), `=[v,...]` states them. An output is `type[dims]`, with `=[v,...]` where the values are known from
/// elsewhere (a formula, a specification's example). Everything from "{" on may be left out where it is empty.
struct LayerCase {
    std::string_view text;
    std::optional<Tolerance> tolerance = std::nullopt;  ///< where it differs from the suite's
};

/// A layer that must be refused, and the whole sentence that says why.
struct RefusedCase {
    std::string_view text;
    std::string_view message;
};

/// What is tested of one layer kind.
struct LayerSuite {
    LayerKind kind;
    /// How far a device's result may be from the reference's, whose sums are in double.
    Tolerance tolerance;
    std::vector<LayerCase> cases;
    std::vector<RefusedCase> refused;
};

/// The suites of all kinds, in the order of the layer table.
std::vector<LayerSuite> allSuites();

}  // namespace planscope::layer_tests
