// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/runtime/standard/placed_constants.h"

#include <mutex>

namespace planscope {

/// What contexts of one engine share. A kernel may not run on two streams at once, so contexts take turns at `running`.
class LoadedEngine {
public:
    Engine engine;
    std::shared_ptr<const Device> device;
    std::vector<std::unique_ptr<Kernel>> kernels;      ///< one per step; null where a step has nothing to write
    PlacedConstants constants;                         ///< those that were not placed before
    std::vector<DeviceAddress> constantAddresses;      ///< per tensor; null for tensors that are not constants
    mutable std::mutex running;
};

/// Checks version, device and threads. @errors Code::Version, Code::Option
Status checkDevice(const Engine& engine, const DeviceInfo& info);

/// Lowers all steps and places the constants that `placed` does not hold; `placed` must outlive the result.
/// @errors Code::NoTactic if a stored variant cannot be made here; Code::Memory
Result<std::shared_ptr<const LoadedEngine>> loadWith(const PlacedConstants& placed, Engine engine, std::shared_ptr<const Device> device);

}  // namespace planscope
