// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/network.h"
#include "engine/runtime/safety/layout.h"

#include <vector>

namespace planscope::safe_plan {

/// Where this builder runs, which plans record as where they were built.
constexpr safety::Platform hostPlatform() {
#if defined(__QNX__)
    return safety::Platform::QnxStandard;
#elif defined(__aarch64__)
    return safety::Platform::LinuxAarch64;
#else
    return safety::Platform::LinuxX86;
#endif
}

/// What a safe plan is made for, and what it says of its origin.
struct SafePlanOptions {
    std::uint32_t targetSm = 87;  ///< 87: SM 8.7
    safety::Platform targetPlatform = hostPlatform();
    std::uint64_t modelHash = 0;        ///< of the ONNX file
    std::uint64_t configHash = 0;       ///< of the build's options
    std::uint64_t calibrationHash = 0;  ///< of the cache; 0: none was used, for which a hash of its own is written
};

/// Turns a network after passes and precisions into a plan for the safety and proxy runtimes.
///
/// Deterministic. Layers become steps of safe kernels in topological order; epilogues that a kernel cannot take along become
/// steps of their own behind it, with the unrounded result between.
/// @param network  static shapes, no control flow; as BuildResult::optimised
/// @errors Code::NoTactic with every layer that no safe kernel takes and the reason of each, not only the first;
///         Code::Memory above 4 GiB
Result<std::vector<std::byte>> makeSafePlan(const Network& network, const SafePlanOptions& options);

/// Whether a plan's bytes hold the sections of a safe plan.
bool isSafePlan(std::span<const std::byte> bytes);

}  // namespace planscope::safe_plan
