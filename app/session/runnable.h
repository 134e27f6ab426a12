// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/devices/device.h"
#include "engine/runtime/standard/inference_context.h"

namespace planscope::session {

/// An engine that can run: opened device, lowered kernels, one context.
struct Runnable {
    std::shared_ptr<const Device> device;
    std::unique_ptr<InferenceContext> context;

    const Engine& engine() const { return context->engine(); }
};

/// @errors those of openDevice and makeContext
Result<Runnable> makeRunnable(Engine engine, const ContextOptions& options = {});

/// The engine itself, or an open one as it would run at the opt shapes of its first profile: what can be shown before a run.
Result<Engine> shownEngine(Engine engine);

}  // namespace planscope::session
