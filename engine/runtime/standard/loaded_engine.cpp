// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/standard/loaded_engine.h"

#include "engine/base/check.h"
#include "engine/runtime/standard/context.h"
#include "engine/runtime/standard/lowered_steps.h"

namespace planscope {
namespace {

Status placeConstants(const PlacedConstants& placed, LoadedEngine& loaded) {
    std::vector<ConstantPtr> missing;
    for (const EngineTensor& tensor : loaded.engine.tensors)
        if (tensor.placement == Placement::Constant && !placed.find(*tensor.constant)) missing.push_back(tensor.constant);
    PS_ASSIGN(loaded.constants, PlacedConstants::place(*loaded.device, missing));
    for (const EngineTensor& tensor : loaded.engine.tensors) {
        DeviceAddress& address = loaded.constantAddresses.emplace_back();
        if (tensor.placement != Placement::Constant) continue;
        address = placed.find(*tensor.constant);
        if (!address) address = loaded.constants.find(*tensor.constant);
    }
    return {};
}

}  // namespace

Status checkDevice(const Engine& engine, const DeviceInfo& info) {
    PS_CHECK(engine.version == kVersion, Code::Version, "the engine is of version {}, this is {}", engine.version.text(),
             kVersion.text());
    PS_CHECK(engine.deviceId == info.id, Code::Version, "the engine was built for device '{}', not '{}'", engine.deviceId, info.id);
    PS_CHECK(info.threads == 0 || engine.threads == info.threads, Code::Option,
             "the engine was built for {} threads, the device is open with {}", engine.threads, info.threads);
    if (engine.deviceFingerprint != info.fingerprint)
        return fail(Code::Version,
                    fmt::format("the engine was built on another machine or library: '{}', here it is '{}'",
                                engine.deviceFingerprint, info.fingerprint),
                    "Build it again here from the ONNX model.");
    return {};
}

Result<std::shared_ptr<const LoadedEngine>> loadWith(const PlacedConstants& placed, Engine engine, std::shared_ptr<const Device> device) {
    auto loaded = std::make_shared<LoadedEngine>();
    loaded->engine = std::move(engine);
    loaded->device = std::move(device);
    PS_ASSIGN(loaded->kernels, lowerSteps(loaded->engine, *loaded->device));
    PS_TRY(placeConstants(placed, *loaded));
    return loaded;
}

Result<std::shared_ptr<const LoadedEngine>> loadEngine(Engine engine, std::shared_ptr<const Device> device) {
    PS_TRY(checkDevice(engine, device->info()));
    PS_ASSERT(!engine.isOpen, "an open engine was loaded as if its shapes were fixed");
    return loadWith({}, std::move(engine), std::move(device));
}

const Engine& engineOf(const LoadedEngine& loaded) { return loaded.engine; }

}  // namespace planscope
