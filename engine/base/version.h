// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <compare>
#include <string>

namespace planscope {

/// Version of the system that Planscope implements; plans load only where all four numbers match.
struct Version {
    int major = 8, minor = 6, patch = 12, build = 1;
    friend auto operator<=>(const Version&, const Version&) = default;
    std::string text() const {
        return std::to_string(major) + '.' + std::to_string(minor) + '.' + std::to_string(patch) + '.' +
               std::to_string(build);
    }
};

inline constexpr Version kVersion{};

/// Planscope's own release.
inline constexpr const char* kProductVersion = "0.1.0";

}  // namespace planscope
