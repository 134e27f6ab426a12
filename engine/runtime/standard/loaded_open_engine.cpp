// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/standard/loaded_open_engine.h"

#include "engine/base/check.h"
#include "engine/runtime/standard/loaded_engine.h"

namespace planscope {
namespace {

void collectConstants(const Engine& engine, std::vector<ConstantPtr>& out) {
    for (const EngineTensor& tensor : engine.tensors)
        if (tensor.placement == Placement::Constant) out.push_back(tensor.constant);
    for (const EngineStep& step : engine.steps)
        for (const auto& body : step.bodies) collectConstants(*body, out);
}

std::shared_ptr<const LoadedOpenEngine> load(std::shared_ptr<const Engine> engine, const std::shared_ptr<const Device>& device,
                                             const std::shared_ptr<const PlacedConstants>& constants) {
    auto out = std::make_shared<LoadedOpenEngine>();
    out->engine = std::move(engine);
    out->device = device;
    out->constants = constants;
    out->uses = shapes::usesOf(*out->engine);
    for (const std::uint32_t step : out->uses.control) {
        auto& bodies = out->bodies.emplace_back();
        for (const auto& body : out->engine->steps[step].bodies) bodies.push_back(load(body, device, constants));
    }
    return out;
}

}  // namespace

Result<std::shared_ptr<const LoadedOpenEngine>> loadOpenEngine(Engine engine, std::shared_ptr<const Device> device) {
    PS_TRY(checkDevice(engine, device->info()));
    PS_ASSERT(engine.isOpen, "an engine of fixed shapes was loaded as if it were open");
    std::vector<ConstantPtr> constants;
    collectConstants(engine, constants);
    PS_ASSIGN(PlacedConstants placed, PlacedConstants::place(*device, constants));
    return load(std::make_shared<const Engine>(std::move(engine)), device, std::make_shared<const PlacedConstants>(std::move(placed)));
}

}  // namespace planscope
