// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/plan/engine.h"
#include "engine/tactics/build_record.h"

#include <cstdint>
#include <string>
#include <vector>

namespace planscope::inspect {

/// Arithmetic and traffic of one execution of a step, epilogue included: every step of the program is one operation an
/// output element. Nothing where extents are open or bodies run.
Work workOfStep(const Engine& engine, const EngineStep& step);

/// Operators that were fused into the step besides its anchor: the other ONNX operators it came from ("Relu", "Add"), or
/// the words of its epilogue where its origins do not tell.
std::vector<std::string> swallowedOperators(const Engine& engine, const EngineStep& step);

/// How a step runs; one of an open engine as its first profile chose. The tactic is empty where nothing is chosen.
TacticChoice choiceOf(const EngineStep& step);
/// "convolution.cpu.onednn/jit:avx2"; empty where nothing is chosen.
std::string tacticText(const EngineStep& step);

/// The record of step `index`: the one at the same place if its name agrees, else the first of that name; null without one.
const LayerRecord* recordOf(const BuildRecord& record, const Engine& engine, std::size_t index);

/// Names of the ONNX nodes of a step, in order of their ids.
std::vector<std::string> onnxNames(const Engine& engine, const EngineStep& step);

/// "nchw8c -> nchw8c" without constant inputs; the same format of all inputs is written once.
/// @param isConstant  one entry per input, may be shorter
std::string formatsText(const FormatSignature& formats, const std::vector<bool>& isConstant);
std::string joinedFormats(const std::vector<Format>& formats, const std::vector<bool>& leftOut);
std::vector<bool> constantInputs(const Engine& engine, const EngineStep& step);

/// Bytes of the arena in use while each step runs: tensors from the step that writes them to the last one that reads
/// them, and the step's workspace, each rounded up to the arena's alignment of 64. Tensors that share storage (parts of a
/// concatenation) count once.
std::vector<std::uint64_t> liveBytesPerStep(const Engine& engine);

std::uint64_t weightBytes(const Engine& engine);

}  // namespace planscope::inspect
