// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session/runnable.h"

#include "engine/base/check.h"

namespace planscope::session {

Result<Runnable> makeRunnable(Engine engine) {
    Runnable out;
    PS_ASSIGN(out.device, openDevice(engine.deviceId, engine.threads));
    PS_ASSIGN(out.loaded, loadEngine(std::move(engine), out.device));
    PS_ASSIGN(out.context, ExecutionContext::create(out.loaded));
    return out;
}

}  // namespace planscope::session
