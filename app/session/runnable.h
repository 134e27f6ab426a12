// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/devices/device.h"
#include "engine/runtime/standard/context.h"

namespace planscope::session {

/// An engine that can run: opened device, lowered kernels, one context.
struct Runnable {
    std::shared_ptr<const Device> device;
    std::shared_ptr<const LoadedEngine> loaded;
    std::unique_ptr<ExecutionContext> context;

    const Engine& engine() const { return context->engine(); }
};

/// @errors those of openDevice, loadEngine and ExecutionContext::create
Result<Runnable> makeRunnable(Engine engine);

}  // namespace planscope::session
