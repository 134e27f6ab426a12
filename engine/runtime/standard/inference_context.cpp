// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/standard/inference_context.h"

#include "engine/base/check.h"
#include "engine/runtime/standard/context.h"
#include "engine/runtime/standard/loaded_open_engine.h"
#include "engine/runtime/standard/open_context.h"

namespace planscope {

Result<std::unique_ptr<InferenceContext>> makeContext(Engine engine, std::shared_ptr<const Device> device, const ContextOptions& options) {
    if (!engine.isOpen) {
        PS_CHECK(options.profile == 0, Code::Option, "there is no profile {}; all shapes of the engine are fixed", options.profile);
        PS_ASSIGN(std::shared_ptr<const LoadedEngine> loaded, loadEngine(std::move(engine), std::move(device)));
        return ExecutionContext::create(std::move(loaded));
    }
    PS_ASSIGN(std::shared_ptr<const LoadedOpenEngine> loaded, loadOpenEngine(std::move(engine), std::move(device)));
    return OpenContext::create(std::move(loaded), options);
}

}  // namespace planscope
