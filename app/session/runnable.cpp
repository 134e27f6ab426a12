// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session/runnable.h"

#include "engine/base/check.h"
#include "engine/shapes/shown_engine.h"

namespace planscope::session {

Result<Runnable> makeRunnable(Engine engine, const ContextOptions& options) {
    Runnable out;
    PS_ASSIGN(out.device, openDevice(engine.deviceId, engine.threads));
    PS_ASSIGN(out.context, makeContext(std::move(engine), out.device, options));
    return out;
}

Result<Engine> shownEngine(Engine engine) {
    if (!engine.isOpen) return engine;
    PS_ASSIGN(const std::shared_ptr<const Device> device, openDevice(engine.deviceId, engine.threads));
    return shapes::shownEngine(engine, 0, *device);
}

}  // namespace planscope::session
