// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/plan/engine.h"

#include <mutex>

namespace planscope {

/// What contexts of one engine share. A kernel may not run on two streams at once, so contexts take turns at `running`.
class LoadedEngine {
public:
    Engine engine;
    std::shared_ptr<const Device> device;
    std::vector<std::unique_ptr<Kernel>> kernels;      ///< one per step; null where a step has nothing to write
    std::unique_ptr<DeviceMemory> constants;           ///< one block for all of them; null without constants
    std::vector<DeviceAddress> constantAddresses;      ///< per tensor; null for tensors that are not constants
    mutable std::mutex running;
};

}  // namespace planscope
