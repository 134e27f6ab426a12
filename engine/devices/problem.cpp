// SPDX-License-Identifier: Apache-2.0
#include "engine/devices/tactic.h"

namespace planscope {
namespace {

/// Integer constants of up to this many elements (axes, sizes, indices) decide what a layer does, so they count in keys.
constexpr std::int64_t kKeyElements = 64;

void hashDims(Hasher& hasher, const Dims& dims) {
    hasher.add(dims.rank);
    for (const std::int64_t d : dims) hasher.add(d);
}

void hashTensor(Hasher& hasher, const ProblemTensor& tensor) {
    hasher.add(tensor.type).add(tensor.constant != nullptr);
    hashDims(hasher, tensor.dims);
    const bool counts = tensor.constant && tensor.type != DataType::Float && tensor.type != DataType::Half &&
                        tensor.dims.volume() <= kKeyElements;
    if (counts) hasher.addBytes(tensor.constant->bytes());
}

void hashProgram(Hasher& hasher, const PointwiseProgram& program) {
    hasher.add(program.stepCount).add(program.inputCount);
    for (int i = 0; i < program.stepCount; ++i) {
        const PointwiseStep& step = program.steps[static_cast<std::size_t>(i)];
        hasher.add(step.op).add(step.type).add(step.a).add(step.b).add(step.c).add(step.alpha).add(step.beta);
    }
}

std::vector<Format> preferred(std::span<const ProblemTensor> tensors, Format format) {
    std::vector<Format> out;
    for (const ProblemTensor& tensor : tensors)
        out.push_back(tensor.constant || tensor.dims.rank < 3 ? Format::linear() : format);
    return out;
}

}  // namespace

std::uint64_t Problem::key() const {
    Hasher hasher;
    hashAttrs(hasher, *def, attrs);
    for (const ProblemTensor& tensor : inputs) hashTensor(hasher, tensor);
    hasher.add(std::string_view("outputs"));
    for (const ProblemTensor& tensor : outputs) hashTensor(hasher, tensor);
    hashProgram(hasher, epilogue);
    hasher.add(epilogueInputs).add(threads);
    if (numerics != Numerics::Native) hasher.add(numerics);
    return hasher.value();
}

std::vector<TensorInfo> Problem::anchorInfos() const {
    std::vector<TensorInfo> out;
    for (int i = 0; i < anchorInputCount(); ++i) {
        const ProblemTensor& tensor = inputs[static_cast<std::size_t>(i)];
        out.push_back({tensor.type, tensor.dims, tensor.constant});
    }
    return out;
}

std::vector<TensorType> Problem::outputTypes() const {
    std::vector<TensorType> out;
    for (const ProblemTensor& tensor : outputs) out.push_back({tensor.type, tensor.dims});
    return out;
}

FormatSignature FormatSignature::linear(const Problem& problem) { return uniform(problem, Format::linear()); }

/// Tensors of rank below 3 have no channel blocks and stay Linear.
FormatSignature FormatSignature::uniform(const Problem& problem, Format format) {
    return {preferred(problem.inputs, format), preferred(problem.outputs, format)};
}

}  // namespace planscope
