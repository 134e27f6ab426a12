// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/decode_engine.h"

#include "engine/base/check.h"
#include "engine/plan/container.h"
#include "engine/plan/decode_parts.h"

namespace planscope::plan {
namespace {

/// Engines within engines; each costs the verifier two levels of tables.
constexpr int kMaxBodyDepth = 16;
constexpr unsigned kMaxDepth = 8 + 2 * kMaxBodyDepth;
/// Less than any table of a tensor or step takes, so that no body can be shared by many steps.
constexpr std::uint64_t kTableBytes = 16;
constexpr std::size_t kMaxProfiles = 1000;
constexpr unsigned kMaxTables = 20'000'000;
constexpr std::uint32_t kMaxThreads = 4096;

Result<const wire::Engine*> verified(std::span<const std::byte> meta) {
    flatbuffers::Verifier verifier(reinterpret_cast<const std::uint8_t*>(meta.data()), meta.size(), kMaxDepth, kMaxTables);
    PS_CHECK(wire::VerifyEngineBuffer(verifier), Code::Format, "its FlatBuffers structure is broken");
    return wire::GetEngine(meta.data());
}

TensorInfo infoOf(const EngineTensor& tensor) { return {tensor.type, tensor.dims, tensor.constant.get()}; }

/// The variant's formats are those of the step's tensors, and its workspace lies in the arena.
Status checkVariant(const Engine& engine, const EngineStep& step) {
    const auto fits = [&](const std::vector<std::uint32_t>& tensors, const std::vector<Format>& formats) {
        if (tensors.size() != formats.size()) return false;
        for (std::size_t i = 0; i < tensors.size(); ++i)
            if (engine.tensors[tensors[i]].format != formats[i]) return false;
        return true;
    };
    PS_CHECK(fits(step.inputs, step.variant.formats.inputs) && fits(step.outputs, step.variant.formats.outputs),
             Code::Format, "its tensors are not in the formats of its tactic");
    PS_CHECK(step.workspaceOffset % kSectionAlignment == 0 && step.workspaceOffset <= engine.arenaBytes &&
                 step.variant.workspaceBytes <= engine.arenaBytes - step.workspaceOffset,
             Code::Format, "its workspace lies outside the arena");
    return {};
}

Status checkEpilogue(const EngineStep& step) {
    PS_CHECK(step.epilogueInputs == (step.epilogue.empty() ? 0 : step.epilogue.inputCount - 1), Code::Format,
             "its epilogue takes {} inputs, found {}", step.epilogue.inputCount, step.epilogueInputs + 1);
    return {};
}

/// Runs the kind's own inference again: after this its kernels may index freely.
Status checkInference(const Engine& engine, const EngineStep& step) {
    std::vector<TensorInfo> infos;
    for (const std::uint32_t input : step.inputs) infos.push_back(infoOf(engine.tensors[input]));
    const std::size_t anchors = infos.size() - static_cast<std::size_t>(step.epilogueInputs);
    const auto all = std::span(infos);
    PS_ASSIGN(const std::vector<TensorType> types,
              inferFused(*step.def, step.attrs, all.first(anchors), step.epilogue, all.subspan(anchors), step.numerics));
    PS_CHECK(types.size() == step.outputs.size(), Code::Format, "it has {} outputs, expected {}", step.outputs.size(), types.size());
    for (std::size_t i = 0; i < types.size(); ++i) {
        const EngineTensor& tensor = engine.tensors[step.outputs[i]];
        PS_CHECK(types[i] == (TensorType{tensor.type, tensor.dims}), Code::Format, "its output '{}' has the wrong shape or type", tensor.name);
    }
    return {};
}

Result<std::vector<TacticChoice>> decodeChoices(DecodeContext& context, const flatbuffers::Vector<flatbuffers::Offset<wire::Choice>>* choices) {
    std::vector<TacticChoice> out;
    if (!choices) return out;
    for (const wire::Choice* choice : *choices) {
        TacticChoice& added = out.emplace_back();
        PS_ASSIGN(added.tactic, decodeText(context, *choice->tactic()));
        PS_ASSIGN(added.variant, decodeVariant(context, *choice->variant()));
    }
    return out;
}

Result<Engine> decodeTable(DecodeContext& context, const wire::Engine& root);

/// What only steps of open engines have. Their inference is run again with numbers whenever shapes are bound.
Status decodeOpenParts(DecodeContext& context, const wire::Step& step, EngineStep& out) {
    PS_ASSIGN(out.choices, decodeChoices(context, step.choices()));
    PS_CHECK(out.choices.size() == context.profileCount, Code::Format, "it has {} choices for {} profiles", out.choices.size(),
             context.profileCount);
    if (!step.bodies()) return {};
    PS_CHECK(context.depth < kMaxBodyDepth, Code::Format, "bodies are nested more than {} deep", kMaxBodyDepth);
    for (const wire::Engine* body : *step.bodies()) {
        DecodeContext inner{context.table, context.weights, 0, context.budget, true, context.profileCount, context.depth + 1};
        PS_ASSIGN(Engine engine, within("body", decodeTable(inner, *body)));
        PS_CHECK(engine.isOpen && engine.profiles.empty(), Code::Format, "a body is no open engine without ranges");
        context.budget = inner.budget;
        out.bodies.push_back(std::make_shared<const Engine>(std::move(engine)));
    }
    return {};
}

Result<EngineStep> decodeStep(DecodeContext& context, const Engine& engine, const wire::Step& step) {
    EngineStep out;
    PS_ASSIGN(out.name, decodeText(context, *step.name()));
    PS_ASSIGN(const std::string kind, decodeText(context, *step.kind()));
    out.def = findLayerDef(context.table, kind);
    PS_CHECK(out.def, Code::Format, "'{}' is not a layer kind", kind);
    PS_ASSIGN(out.attrs, decodeAttributes(context, *out.def, *step.attributes()));
    PS_ASSIGN(out.epilogue, decodeProgram(step.epilogue()));
    PS_ASSIGN(out.inputs, decodeIndices(context, *step.inputs(), engine.tensors.size()));
    PS_ASSIGN(out.outputs, decodeIndices(context, *step.outputs(), engine.tensors.size()));
    out.epilogueInputs = step.epilogue_inputs();
    PS_CHECK(static_cast<std::size_t>(out.epilogueInputs) <= out.inputs.size(), Code::Format, "it has fewer inputs than its epilogue");
    PS_ASSIGN(out.tactic, decodeText(context, *step.tactic()));
    PS_ASSIGN(out.variant, decodeVariant(context, *step.variant()));
    out.workspaceOffset = step.workspace_offset();
    PS_ASSIGN(out.origins, decodeIndices(context, *step.origins(), engine.origins.size()));
    PS_CHECK(step.numerics() < kNumericsCount, Code::Format, "its way to compute, number {}, does not exist", step.numerics());
    out.numerics = static_cast<Numerics>(step.numerics());
    PS_TRY(checkEpilogue(out));
    if (engine.isOpen) {
        PS_TRY(decodeOpenParts(context, step, out));
        return out;
    }
    PS_CHECK(!step.choices() && !step.bodies(), Code::Format, "it has choices or bodies although shapes are fixed");
    PS_TRY(checkVariant(engine, out));
    PS_TRY(checkInference(engine, out));
    return out;
}

/// Every tensor is written once, before it is read; inputs and constants are never written.
Status checkOrder(const Engine& engine) {
    std::vector<bool> ready(engine.tensors.size());
    for (std::size_t i = 0; i < ready.size(); ++i)
        ready[i] = engine.tensors[i].placement == Placement::Input || engine.tensors[i].placement == Placement::Constant;
    for (const EngineStep& step : engine.steps) {
        for (const std::uint32_t input : step.inputs)
            PS_CHECK(ready[input], Code::Format, "step '{}' reads '{}' before it is written", step.name, engine.tensors[input].name);
        for (const std::uint32_t output : step.outputs) {
            PS_CHECK(!ready[output], Code::Format, "step '{}' writes '{}', which already has a value", step.name, engine.tensors[output].name);
            ready[output] = true;
        }
    }
    for (const EngineBinding& binding : engine.outputs)
        PS_CHECK(ready[binding.tensor], Code::Format, "output '{}' is never written", binding.name);
    return {};
}

/// Bindings and tensors in the caller's memory correspond one to one.
Status checkBindings(const Engine& engine, const std::vector<EngineBinding>& bindings, Placement placement) {
    std::vector<bool> bound(engine.tensors.size());
    for (const EngineBinding& binding : bindings) {
        PS_CHECK(engine.tensors[binding.tensor].placement == placement && !bound[binding.tensor], Code::Format,
                 "binding '{}' names a tensor that is not for it alone", binding.name);
        bound[binding.tensor] = true;
    }
    for (std::size_t i = 0; i < bound.size(); ++i)
        PS_CHECK(bound[i] == (engine.tensors[i].placement == placement), Code::Format, "tensor '{}' has no binding", engine.tensors[i].name);
    return {};
}

Result<std::vector<EngineBinding>> decodeBindings(DecodeContext& context, std::size_t tensorCount,
                                                  const flatbuffers::Vector<flatbuffers::Offset<wire::Binding>>& bindings) {
    std::vector<EngineBinding> out;
    for (const wire::Binding* binding : bindings) {
        PS_ASSIGN(std::string name, decodeText(context, *binding->name()));
        PS_CHECK(binding->tensor() < tensorCount, Code::Format, "binding '{}' names tensor {} of {}", name, binding->tensor(), tensorCount);
        out.push_back({std::move(name), binding->tensor()});
    }
    return out;
}

Result<OptimizationProfile> decodeProfile(DecodeContext& context, const Engine& engine, const wire::Profile& profile) {
    PS_CHECK(profile.inputs()->size() == engine.inputs.size(), Code::Format, "it has {} ranges for {} inputs", profile.inputs()->size(),
             engine.inputs.size());
    OptimizationProfile out;
    for (const wire::Range* range : *profile.inputs()) {
        const EngineBinding& input = engine.inputs[out.inputs.size()];
        PS_ASSIGN(out.inputs.emplace_back(), decodeRange(context, *range, engine.tensors[input.tensor].dims));
        PS_CHECK(out.inputs.back().input == input.name, Code::Format, "its range of '{}' stands where '{}' is expected",
                 out.inputs.back().input, input.name);
    }
    return out;
}

/// Names of extents and profiles; sets the number of profiles for what follows.
Status decodeShapes(DecodeContext& context, const wire::Engine& root, Engine& out) {
    if (root.extent_names())
        for (const wire::ExtentName* name : *root.extent_names()) {
            PS_ASSIGN(std::string text, decodeText(context, *name->name()));
            out.extentNames.push_back({name->extent(), std::move(text)});
        }
    if (root.profiles()) {
        PS_CHECK(root.profiles()->size() <= kMaxProfiles, Code::Format, "it has {} profiles", root.profiles()->size());
        for (const wire::Profile* profile : *root.profiles()) {
            const std::string subject = fmt::format("profile {}", out.profiles.size());
            PS_ASSIGN(out.profiles.emplace_back(), within(subject, decodeProfile(context, out, *profile)));
        }
    }
    if (context.depth > 0) return {};
    PS_CHECK(out.isOpen != out.profiles.empty(), Code::Format, "it has {} profiles", out.profiles.size());
    context.profileCount = out.profiles.size();
    return {};
}

Result<Engine> decodeTable(DecodeContext& context, const wire::Engine& root) {
    Engine out;
    PS_ASSIGN(out.name, decodeText(context, *root.name()));
    PS_CHECK(root.threads() <= kMaxThreads && root.optimization_level() <= 5, Code::Format,
             "{} threads at optimisation level {} are out of range", root.threads(), root.optimization_level());
    out.threads = static_cast<int>(root.threads());
    out.optimizationLevel = static_cast<int>(root.optimization_level());
    out.arenaBytes = root.arena_bytes();
    out.arenaLowerBound = root.arena_lower_bound();
    out.modelHash = root.model_hash();
    out.isOpen = root.is_open();
    context.arenaBytes = out.arenaBytes;
    context.isOpen = out.isOpen;
    if (context.depth > 0) PS_TRY(spend(context, kTableBytes * (root.tensors()->size() + root.steps()->size())));
    for (const wire::Origin* origin : *root.origins()) {
        Origin& added = out.origins.emplace_back();
        PS_ASSIGN(added.name, decodeText(context, *origin->name()));
        PS_ASSIGN(added.op, decodeText(context, *origin->op()));
    }
    for (const wire::Tensor* tensor : *root.tensors()) {
        PS_ASSIGN(out.tensors.emplace_back(), decodeTensor(context, *tensor));
    }
    PS_ASSIGN(out.inputs, decodeBindings(context, out.tensors.size(), *root.inputs()));
    PS_ASSIGN(out.outputs, decodeBindings(context, out.tensors.size(), *root.outputs()));
    PS_TRY(decodeShapes(context, root, out));
    for (const wire::Step* step : *root.steps()) {
        const std::string subject = fmt::format("step {}", out.steps.size());
        PS_ASSIGN(EngineStep decoded, within(subject, decodeStep(context, out, *step)));
        out.steps.push_back(std::move(decoded));
    }
    PS_TRY(checkBindings(out, out.inputs, Placement::Input));
    PS_TRY(checkBindings(out, out.outputs, Placement::Output));
    PS_TRY(checkOrder(out));
    return out;
}

}  // namespace

Result<Engine> decodeEngine(std::span<const std::byte> meta, WeightsSection weights, LayerTable table) {
    PS_ASSIGN(const wire::Engine* const root, verified(meta));
    DecodeContext context{table, std::move(weights), 0, meta.size()};
    return decodeTable(context, *root);
}

}  // namespace planscope::plan
