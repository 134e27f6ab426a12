// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/engine.h"

namespace planscope {
namespace {

ProblemTensor problemTensor(const EngineTensor& tensor) { return {tensor.type, tensor.dims, tensor.constant.get()}; }

}  // namespace

Problem problemOf(const Engine& engine, const EngineStep& step) {
    Problem problem;
    problem.def = step.def;
    problem.attrs = step.attrs;
    for (const std::uint32_t input : step.inputs) problem.inputs.push_back(problemTensor(engine.tensors[input]));
    for (const std::uint32_t output : step.outputs) problem.outputs.push_back(problemTensor(engine.tensors[output]));
    problem.epilogue = step.epilogue;
    problem.epilogueInputs = step.epilogueInputs;
    problem.threads = engine.threads;
    problem.numerics = step.numerics;
    return problem;
}

}  // namespace planscope
