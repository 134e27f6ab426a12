// SPDX-License-Identifier: Apache-2.0
#include "engine/inspect/step_facts.h"

#include "engine/network/names.h"
#include "engine/network/pointwise_text.h"

#include <algorithm>
#include <cctype>

namespace planscope::inspect {
namespace {

/// ONNX operators that do not share the first letters of the kind that they become.
struct AnchorOperator {
    std::string_view kind, part;
};
constexpr AnchorOperator kAnchorOperators[] = {
    {"concatenation", "concat"}, {"convolution", "conv"},        {"deconvolution", "convtranspose"},
    {"matrix_multiply", "gemm"}, {"matrix_multiply", "matmul"},  {"normalization", "norm"},
    {"pooling", "pool"},         {"resize", "upsample"},         {"scale", "batchnorm"},
    {"shuffle", "reshape"},      {"shuffle", "transpose"},       {"slice", "pad"},
    {"lrn", "lrn"},              {"reduce", "reduce"},           {"softmax", "softmax"},
};

bool isAnchorOperator(std::string_view kind, std::string_view op) {
    std::string lower;
    for (const char c : op) lower += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return lower == kind || std::ranges::any_of(kAnchorOperators, [&](const AnchorOperator& row) {
               return row.kind == kind && lower.find(row.part) != std::string::npos;
           });
}

std::vector<std::string> epilogueWords(const PointwiseProgram& program) {
    std::vector<std::string> out;
    for (int i = 0; i < program.stepCount; ++i) {
        const PointwiseOp op = program.steps[static_cast<std::size_t>(i)].op;
        if (operandCount(op) > 0) out.emplace_back(planscope::toString(op));
    }
    return out;
}

std::uint64_t aligned(std::uint64_t bytes) { return (bytes + 63) / 64 * 64; }

}  // namespace

Work workOfStep(const Engine& engine, const EngineStep& step) {
    const auto isSized = [&](std::uint32_t t) { return engine.tensors[t].dims.isStatic(); };
    if (!std::ranges::all_of(step.inputs, isSized) || !std::ranges::all_of(step.outputs, isSized) || !step.bodies.empty()) return {};
    std::vector<TensorInfo> inputs;
    const std::size_t anchorInputs = step.inputs.size() - static_cast<std::size_t>(step.epilogueInputs);
    for (const std::uint32_t t : step.inputs) {
        const EngineTensor& tensor = engine.tensors[t];
        inputs.push_back({tensor.type, tensor.dims, tensor.constant.get()});
    }
    std::vector<TensorType> outputs;
    for (const std::uint32_t t : step.outputs) outputs.push_back({engine.tensors[t].type, engine.tensors[t].dims});
    const LayerView view(*step.def, step.attrs, std::span(inputs).first(anchorInputs));
    Work work = workOf(view, outputs);
    if (!outputs.empty())
        work.flops += static_cast<double>(epilogueWords(step.epilogue).size()) * static_cast<double>(outputs.front().dims.volume());
    work.bytes = 0;
    for (const std::uint32_t t : step.inputs) work.bytes += static_cast<double>(engine.tensors[t].bytes());
    for (const std::uint32_t t : step.outputs) work.bytes += static_cast<double>(engine.tensors[t].bytes());
    return work;
}

std::vector<std::string> swallowedOperators(const Engine& engine, const EngineStep& step) {
    if (step.def->category == planscope::Category::Reformat) return {};  // its origins are those of the layer that it serves
    std::vector<std::string> ops;
    for (const OriginId id : step.origins)
        if (id < engine.origins.size()) ops.push_back(engine.origins[id].op);
    if (ops.size() < 2) return epilogueWords(step.epilogue);
    const auto anchor = std::ranges::find_if(ops, [&](const std::string& op) { return isAnchorOperator(step.def->kind.name, op); });
    ops.erase(anchor == ops.end() ? ops.begin() : anchor);
    return ops;
}

TacticChoice choiceOf(const EngineStep& step) {
    if (!step.tactic.empty()) return {step.tactic, step.variant};
    return step.choices.empty() ? TacticChoice{} : step.choices.front();
}

std::string tacticText(const EngineStep& step) {
    const TacticChoice choice = choiceOf(step);
    return choice.variant.algorithm.empty() ? choice.tactic : choice.tactic + '/' + choice.variant.algorithm;
}

const LayerRecord* recordOf(const BuildRecord& record, const Engine& engine, std::size_t index) {
    const std::string& name = engine.steps[index].name;
    if (index < record.layers.size() && record.layers[index].layer == name) return &record.layers[index];
    const auto found = std::ranges::find(record.layers, name, &LayerRecord::layer);
    return found == record.layers.end() ? nullptr : &*found;
}

std::vector<std::string> onnxNames(const Engine& engine, const EngineStep& step) {
    std::vector<std::string> out;
    for (const OriginId id : step.origins)
        if (id < engine.origins.size()) out.push_back(engine.origins[id].name);
    return out;
}

std::string joinedFormats(const std::vector<Format>& formats, const std::vector<bool>& leftOut) {
    std::vector<std::string> words;
    for (std::size_t i = 0; i < formats.size(); ++i)
        if (i >= leftOut.size() || !leftOut[i]) words.push_back(planscope::toString(formats[i]));
    const bool isUniform = std::ranges::all_of(words, [&](const std::string& word) { return word == words.front(); });
    if (isUniform && words.size() > 1) words.resize(1);
    std::string out;
    for (const std::string& word : words) out += (out.empty() ? "" : ", ") + word;
    return out;
}

std::string formatsText(const FormatSignature& formats, const std::vector<bool>& isConstant) {
    const std::string in = joinedFormats(formats.inputs, isConstant), out = joinedFormats(formats.outputs, {});
    if (in.empty() && out.empty()) return {};
    return in + " → " + out;
}

std::vector<bool> constantInputs(const Engine& engine, const EngineStep& step) {
    std::vector<bool> out;
    for (const std::uint32_t t : step.inputs) out.push_back(engine.tensors[t].placement == Placement::Constant);
    return out;
}

std::vector<std::uint64_t> liveBytesPerStep(const Engine& engine) {
    struct Life {
        std::size_t first = 0, last = 0;
        std::uint64_t begin = 0, end = 0;
    };
    std::vector<Life> lives(engine.tensors.size());
    for (std::size_t i = 0; i < engine.steps.size(); ++i) {
        for (const std::uint32_t t : engine.steps[i].outputs)
            lives[t] = {i, i, engine.tensors[t].offset, engine.tensors[t].offset + (engine.tensors[t].dims.isStatic() ? aligned(engine.tensors[t].bytes()) : 0)};
        for (const std::uint32_t t : engine.steps[i].inputs) lives[t].last = i;
    }
    for (std::size_t t = 0; t < lives.size(); ++t)
        if (engine.tensors[t].placement != Placement::Arena ) lives[t].end = lives[t].begin;
    std::erase_if(lives, [](const Life& life) { return life.end == life.begin; });
    for (std::size_t i = 0; i < engine.steps.size(); ++i) {
        const EngineStep& step = engine.steps[i];
        if (step.variant.workspaceBytes > 0)
            lives.push_back({i, i, step.workspaceOffset, step.workspaceOffset + aligned(step.variant.workspaceBytes)});
    }
    std::ranges::sort(lives, {}, &Life::begin);
    std::vector<std::uint64_t> out(engine.steps.size(), 0), covered(engine.steps.size(), 0);
    for (const Life& life : lives)
        for (std::size_t i = life.first; i <= life.last; ++i) {
            const std::uint64_t from = std::max(life.begin, covered[i]);
            if (life.end <= from) continue;
            out[i] += life.end - from;
            covered[i] = life.end;
        }
    return out;
}

std::uint64_t weightBytes(const Engine& engine) {
    std::uint64_t out = 0;
    for (const EngineTensor& tensor : engine.tensors)
        if (tensor.placement == Placement::Constant) out += tensor.bytes();
    return out;
}

}  // namespace planscope::inspect
