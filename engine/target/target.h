// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

namespace planscope {

/// What one builds for: a processor with its software. Facts of the 8.6.12 release notes (table 5) and of published data sheets.
struct Target {
    std::string_view id;           ///< "drive-orin"; how people name it
    std::string_view name;         ///< "NVIDIA DRIVE Orin"
    int major = 0, minor = 0;      ///< compute capability
    bool isDrive = false;          ///< a DRIVE product: the only ones that safety engines are for
    bool isQnx = false;            ///< runs QNX, whose engines are built and serialized there
    bool hasTf32 = false;          ///< in standard engines
    bool hasSafeTf32 = false;      ///< in safety engines
    int dlaCores = 0, dlaGeneration = 0;
    bool runsStandard = false, runsProxy = false, runsSafety = false;
};

/// All of them, the default first.
std::span<const Target> targets();
/// Null where there is none of that name.
const Target* findTarget(std::string_view id);

}  // namespace planscope
