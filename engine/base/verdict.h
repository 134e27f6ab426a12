// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace planscope {

/// Why something was refused; stable words that tables, files and tests use.
enum class Reason : std::uint8_t {
    None,           ///< accepted
    TargetFeature,  ///< the processor or device lacks a feature
    Layout,         ///< a tensor format or memory layout is not handled
    DataType,
    Shape,
    Attribute,
    Fusion,         ///< a fused operation is not handled
    Value,
    Workspace,      ///< more scratch memory than allowed
    TooSlow,        ///< stopped early: a first sample was far behind the best so far
    NotTried,       ///< left out by the optimisation level
    NotBuilt,       ///< not part of this build of Planscope
    Backend,        ///< the library behind a tactic refused
};

std::string_view toString(Reason reason);

/// Accepted, or refused with a reason and a sentence that names the offending value.
struct [[nodiscard]] Verdict {
    Reason reason = Reason::None;
    std::string sentence;

    bool accepted() const { return reason == Reason::None; }
};

inline Verdict accept() { return {}; }
inline Verdict reject(Reason reason, std::string sentence) { return {reason, std::move(sentence)}; }

}  // namespace planscope
