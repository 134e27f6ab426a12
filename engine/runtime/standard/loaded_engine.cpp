// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/standard/loaded_engine.h"

#include "engine/base/check.h"
#include "engine/runtime/standard/context.h"

#include <algorithm>
#include <map>

namespace planscope {
namespace {

constexpr std::uint64_t kAlignment = 64;

constexpr std::uint64_t aligned(std::uint64_t bytes) { return (bytes + kAlignment - 1) / kAlignment * kAlignment; }

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

bool writesNothing(const Engine& engine, const EngineStep& step) {
    return std::ranges::all_of(step.outputs, [&](std::uint32_t t) { return engine.tensors[t].bytes() == 0; });
}

Result<std::unique_ptr<Kernel>> lowerStep(const Engine& engine, const EngineStep& step, const Device& device) {
    if (writesNothing(engine, step)) return nullptr;
    const TacticDef* const tactic = findTactic(device, step.def->kind, step.tactic);
    PS_CHECK(tactic, Code::NoTactic, "device '{}' has no tactic '{}'", device.info().id, step.tactic);
    const Problem problem = problemOf(engine, step);
    const Verdict verdict = tactic->accepts(problem, device.info());
    PS_CHECK(verdict.accepted(), Code::NoTactic, "tactic '{}' refuses it: {}", step.tactic, verdict.sentence);
    return tactic->lower(problem, step.variant, device.info());
}

/// Constants by the address of their bytes, so that those which share bytes share device memory.
struct ConstantLayout {
    std::map<const std::byte*, std::uint64_t> offsets;
    std::vector<std::span<const std::byte>> blocks;
    std::uint64_t bytes = 0;
};

ConstantLayout layOut(const Engine& engine) {
    ConstantLayout layout;
    for (const EngineTensor& tensor : engine.tensors) {
        if (tensor.placement != Placement::Constant) continue;
        const std::span<const std::byte> bytes = tensor.constant->bytes();
        if (!layout.offsets.emplace(bytes.data(), layout.bytes).second) continue;
        layout.blocks.push_back(bytes);
        layout.bytes += aligned(std::max<std::uint64_t>(bytes.size(), 1));
    }
    return layout;
}

Status placeConstants(LoadedEngine& loaded) {
    loaded.constantAddresses.assign(loaded.engine.tensors.size(), {});
    const ConstantLayout layout = layOut(loaded.engine);
    if (layout.bytes == 0) return {};
    PS_ASSIGN(loaded.constants, within("constants", loaded.device->allocate(layout.bytes)));
    const DeviceAddress base = loaded.constants->address();
    const std::unique_ptr<Stream> stream = loaded.device->createStream();
    for (const std::span<const std::byte> block : layout.blocks)
        PS_CHECK(stream->copyToDevice(base.offset(layout.offsets.at(block.data())), block) == KernelStatus::Ok, Code::Device,
                 "copying the constants to device '{}' failed", loaded.device->info().id);
    PS_CHECK(stream->synchronize() == KernelStatus::Ok, Code::Device, "copying the constants to device '{}' failed",
             loaded.device->info().id);
    for (std::size_t i = 0; i < loaded.engine.tensors.size(); ++i) {
        const EngineTensor& tensor = loaded.engine.tensors[i];
        if (tensor.placement == Placement::Constant)
            loaded.constantAddresses[i] = base.offset(layout.offsets.at(tensor.constant->bytes().data()));
    }
    return {};
}

}  // namespace

Result<std::shared_ptr<const LoadedEngine>> loadEngine(Engine engine, std::shared_ptr<const Device> device) {
    PS_TRY(checkDevice(engine, device->info()));
    auto loaded = std::make_shared<LoadedEngine>();
    loaded->engine = std::move(engine);
    loaded->device = std::move(device);
    for (const EngineStep& step : loaded->engine.steps) {
        PS_ASSIGN(std::unique_ptr<Kernel> kernel,
                  within("step '" + step.name + "'", lowerStep(loaded->engine, step, *loaded->device)));
        loaded->kernels.push_back(std::move(kernel));
    }
    PS_TRY(placeConstants(*loaded));
    return loaded;
}

const Engine& engineOf(const LoadedEngine& loaded) { return loaded.engine; }

}  // namespace planscope
