// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/standard/control_step.h"

#include "engine/base/check.h"
#include "engine/layers/conditional.h"
#include "engine/layers/loop.h"
#include "engine/runtime/standard/control_runners.h"

namespace planscope {

Result<std::unique_ptr<ControlStep>> makeControlStep(const EngineStep& step, std::span<const std::shared_ptr<const LoadedOpenEngine>> bodies,
                                                     const ContextOptions& options) {
    using Make = Result<std::unique_ptr<ControlStep>> (*)(const EngineStep&, std::vector<std::unique_ptr<OpenContext>>, const ContextOptions&);
    struct Row {
        LayerKind kind;
        Make make;
    };
    static constexpr Row kRows[] = {{layers::conditional::kind, makeConditional}, {layers::loop::kind, makeLoop}};
    std::vector<std::unique_ptr<OpenContext>> contexts;
    for (const auto& body : bodies) {
        PS_ASSIGN(contexts.emplace_back(), OpenContext::create(body, options));
    }
    for (const Row& row : kRows)
        if (row.kind == step.def->kind) return row.make(step, std::move(contexts), options);
    return fail(Code::Format, fmt::format("{} has bodies, but is no kind of control flow", step.def->kind.name));
}

}  // namespace planscope
