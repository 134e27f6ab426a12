// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/runtime/fake_engine.h"

#include "engine/base/check.h"
#include "kernels/reference/reformat.h"
#include "tests/engine/runtime/fake_device.h"

#include <algorithm>
#include <thread>

namespace planscope::runtime_tests {
namespace {

const Dims kDims{1, 3, 2, 2};

constexpr LayerDef kWeightedSum{.kind = LayerKind{"weighted_sum"},
                                .category = Category::Elementwise,
                                .doc = "",
                                .fields = {},
                                .copyAttrs = attrsCopier<NoAttrs>,
                                .validate = nullptr,
                                .infer = nullptr,
                                .flops = nullptr,
                                .reference = nullptr};

class WeightedSum final : public Kernel {
public:
    WeightedSum(const Problem& problem, FormatSignature formats) : m_dims(problem.outputs[0].dims), m_formats(std::move(formats)) {}

    KernelStatus run(const KernelArgs& args) noexcept override {
        if (faults().running.fetch_add(1) > 0) ++faults().collisions;
        std::this_thread::yield();
        for (std::int64_t c = 0; c < m_dims[1]; ++c)
            for (std::int64_t i = 0; i < 4; ++i) {
                const Dims index{0, c, i / 2, i % 2};
                *element(args.outputs[0], m_formats.outputs[0], index) =
                    2 * *element(args.inputs[0], m_formats.inputs[0], index) + *element(args.inputs[1], m_formats.inputs[1], index);
            }
        --faults().running;
        return faults().status;
    }

private:
    float* element(DeviceAddress address, Format format, const Dims& index) const {
        auto* const base = reinterpret_cast<float*>(FakeDevice::bytesAt(address));
        return base + kernels::reference::elementOffset(m_dims, format, index);
    }
    Dims m_dims;
    FormatSignature m_formats;
};

Verdict accepts(const Problem& problem, const DeviceInfo&) {
    if (problem.outputs[0].type != DataType::Float) return reject(Reason::DataType, "it takes f32 only");
    return accept();
}

std::vector<TacticVariant> variants(const Problem& problem, const DeviceInfo&) {
    return {{"", FormatSignature::linear(problem), 0}};
}

Result<std::unique_ptr<Kernel>> lower(const Problem& problem, const TacticVariant& variant, const DeviceInfo&) {
    PS_CHECK(variant.algorithm.empty(), Code::NoTactic, "there is no algorithm '{}'", variant.algorithm);
    return std::make_unique<WeightedSum>(problem, variant.formats);
}

constexpr TacticDef kTactic{
    .name = "weighted_sum.fake", .version = 1, .safe = false, .accepts = accepts, .variants = variants, .lower = lower};
constexpr const TacticDef* kTactics[] = {&kTactic};
constexpr TacticList kList{LayerKind{"weighted_sum"}, kTactics};
constexpr const TacticList* kLists[] = {&kList};

EngineTensor tensor(std::string name, Placement placement, Format format) {
    EngineTensor out;
    out.name = std::move(name);
    out.dims = kDims;
    out.placement = placement;
    out.format = format;
    return out;
}

EngineStep step(std::string name, std::vector<std::uint32_t> inputs, std::uint32_t output, FormatSignature formats) {
    EngineStep out;
    out.name = std::move(name);
    out.def = &kWeightedSum;
    out.attrs = Attrs::of(NoAttrs{});
    out.inputs = std::move(inputs);
    out.outputs = {output};
    out.tactic = "weighted_sum.fake";
    out.variant.formats = std::move(formats);
    return out;
}

}  // namespace

std::span<const TacticList* const> fakeTactics() { return kLists; }

std::vector<float> weights() {
    std::vector<float> out(12);
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<float>(i);
    return out;
}

Engine fakeEngine(Format io) {
    const Format linear = Format::linear();
    Engine engine;
    engine.deviceId = "fake";
    engine.deviceFingerprint = "fake 1";
    engine.tensors = {tensor("x", Placement::Input, io), tensor("w", Placement::Constant, linear),
                      tensor("t", Placement::Arena, linear), tensor("y", Placement::Output, io)};
    engine.tensors[1].constant = Constant::ofFloats(kDims, weights());
    engine.tensors[2].offset = 64;
    engine.arenaBytes = 128;
    engine.steps = {step("first", {0, 1}, 2, {{io, linear}, {linear}}), step("second", {2, 1}, 3, {{linear, linear}, {io}})};
    engine.inputs = {{"in", 0}};
    engine.outputs = {{"out", 3}};
    return engine;
}

}  // namespace planscope::runtime_tests
