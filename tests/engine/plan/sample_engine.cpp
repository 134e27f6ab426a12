// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/plan/sample_engine.h"

#include "engine/base/check.h"
#include "engine/network/extent.h"

namespace planscope::plan_tests {
namespace {

struct SampleAttrs {
    bool flag = false;
    int number = 0;
    float real = 0;
    std::string text;
    Dims dims;
    std::vector<float> reals;
    PointwiseProgram program;
};

constexpr AttrField kFields[] = {
    attrField<&SampleAttrs::flag>("flag", ""),     attrField<&SampleAttrs::number>("number", ""),
    attrField<&SampleAttrs::real>("real", ""),     attrField<&SampleAttrs::text>("text", ""),
    attrField<&SampleAttrs::dims>("dims", ""),     attrField<&SampleAttrs::reals>("reals", ""),
    attrField<&SampleAttrs::program>("program", ""),
};

Status validate(const LayerView& layer) {
    PS_CHECK(layer.inputCount() >= 1, Code::Arity, "sample takes at least one input");
    return {};
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    return std::vector<TensorType>{{layer.input(0).type, layer.input(0).dims}};
}

constexpr LayerDef kSample{.kind = LayerKind{"sample"},
                           .category = Category::Elementwise,
                           .doc = "",
                           .fields = kFields,
                           .copyAttrs = attrsCopier<SampleAttrs>,
                           .validate = validate,
                           .infer = infer,
                           .flops = nullptr,
                           .reference = nullptr};
constexpr const LayerDef* kTable[] = {&kSample};

PointwiseProgram addThenClip() {
    PointwiseProgram program;
    program.inputCount = 2;
    program.stepCount = 4;
    program.steps[0] = {.op = PointwiseOp::Input, .a = 0};
    program.steps[1] = {.op = PointwiseOp::Input, .a = 1};
    program.steps[2] = {.op = PointwiseOp::Sum, .a = 0, .b = 1};
    program.steps[3] = {.op = PointwiseOp::Clip, .a = 2, .alpha = -1.5F, .beta = 6};
    return program;
}

EngineTensor tensor(std::string name, Placement placement, Format format = {}) {
    EngineTensor out;
    out.name = std::move(name);
    out.dims = {1, 3, 4, 5};
    out.placement = placement;
    out.format = format;
    return out;
}

ConstantPtr ramp() {
    std::vector<float> values(60);
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i) * 0.25F - 3;
    return Constant::ofFloats({1, 3, 4, 5}, values);
}

}  // namespace

LayerTable table() { return kTable; }

Engine sampleEngine() {
    const Format blocked = Format::channelBlocked(8);
    Engine engine;
    engine.name = "sample network";
    engine.deviceId = "cpu";
    engine.deviceFingerprint = "processor X, library Y 1.2";
    engine.threads = 2;
    engine.optimizationLevel = 4;
    engine.arenaBytes = 1024;
    engine.arenaLowerBound = 704;
    engine.modelHash = 0x1234567890abcdefULL;
    engine.origins = {{"Conv_0", "Conv"}, {"Add_1", "Add"}};
    engine.tensors = {tensor("x", Placement::Input), tensor("w", Placement::Constant), tensor("t", Placement::Arena, blocked),
                      tensor("y", Placement::Output), tensor("w again", Placement::Constant)};
    engine.tensors[1].constant = ramp();
    engine.tensors[4].constant = ramp();
    engine.tensors[2].offset = 64;
    SampleAttrs attrs{true, -7, 0.1F, "word", {2, 3}, {0.5F, -0.1F}, addThenClip()};
    const TacticVariant first{"algorithm one", {{{}, {}, {}}, {blocked}}, 128};
    const TacticVariant second{"", {{blocked}, {{}}}, 0};
    engine.steps = {
        {"Conv_0 + Add_1", &kSample, Attrs::of(attrs), addThenClip(), 1, {0, 1, 4}, {2}, "sample.cpu.fast", first, 832, {0, 1}},
        {"last", &kSample, Attrs::of(SampleAttrs{}), {}, 0, {2}, {3}, "sample.reference", second, 0, {}}};
    engine.inputs = {{"x", 0}};
    engine.outputs = {{"result", 3}};
    return engine;
}

namespace {

/// sampleEngine() with open extents instead of a memory map. @param profiles  choices per step
Engine opened(std::size_t profiles) {
    Engine engine = sampleEngine();
    engine.isOpen = true;
    engine.arenaBytes = engine.arenaLowerBound = 0;
    const Dims open{extent::named("batch"), 3, 4, 5};
    for (EngineTensor& tensor : engine.tensors) {
        tensor.format = {};
        tensor.offset = 0;
        if (!tensor.constant) tensor.dims = open;
    }
    for (EngineStep& step : engine.steps) {
        step.choices.assign(profiles, {step.tactic, step.variant});
        step.tactic.clear();
        step.variant = {};
        step.workspaceOffset = 0;
    }
    return engine;
}

}  // namespace

Engine openSampleEngine() {
    Engine engine = opened(2);
    engine.extentNames = {{extent::named("batch"), "batch"}};
    engine.profiles = {{{{"x", {1, 3, 4, 5}, {2, 3, 4, 5}, {8, 3, 4, 5}}}},
                       {{{"x", {0, 3, 4, 5}, {16, 3, 4, 5}, {32, 3, 4, 5}, {-1}, {2}, {7}}}}};
    engine.steps[1].bodies = {std::make_shared<const Engine>(opened(2))};
    engine.steps[1].choices[1] = {};
    return engine;
}

}  // namespace planscope::plan_tests
