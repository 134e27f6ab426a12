// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/version.h"
#include "engine/devices/tactic.h"
#include "engine/network/network.h"
#include "engine/plan/profile.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace planscope {

/// Where a tensor of an engine lives at run time.
enum class Placement : std::uint8_t {
    Input,     ///< caller's buffer, Engine::inputs
    Output,    ///< caller's buffer, Engine::outputs
    Arena,     ///< at `offset` in the context's one arena
    Constant,  ///< bytes in the plan
};

struct EngineTensor {
    std::string name;
    DataType type = DataType::Float;
    Dims dims;
    Format format;
    Placement placement = Placement::Arena;
    std::uint64_t offset = 0;      ///< Arena: bytes, multiple of 64
    ConstantPtr constant;          ///< Constant only
    std::uint64_t bytes() const { return storageBytes(type, dims, format); }
};

struct Engine;

/// How a step of an open engine runs: what was fastest where it was timed. An empty tactic: nothing was chosen.
struct TacticChoice {
    std::string tactic;                 ///< TacticDef::name
    TacticVariant variant;
};

/// One execution step: a fused layer (or an inserted reformat) with the variant it got.
struct EngineStep {
    std::string name;                   ///< fused name as the inspector writes it: "Conv_0 + Relu_1"
    const LayerDef* def = nullptr;
    Attrs attrs;
    PointwiseProgram epilogue;
    int epilogueInputs = 0;
    std::vector<std::uint32_t> inputs;  ///< indices into Engine::tensors
    std::vector<std::uint32_t> outputs;
    std::string tactic;                 ///< TacticDef::name
    TacticVariant variant;
    std::uint64_t workspaceOffset = 0;  ///< in the arena
    std::vector<OriginId> origins;      ///< into Engine::origins
    Numerics numerics = Numerics::Native;
    std::vector<TacticChoice> choices{};  ///< open engines only: one per profile, instead of tactic and variant
    /// Conditional and loop: open engines of the bodies in the order of the kind's attributes. They have the profiles
    /// of the engine around them, without ranges.
    std::vector<std::shared_ptr<const Engine>> bodies{};
};

/// What people call an open extent.
struct ExtentName {
    std::int64_t extent = 0;            ///< a code of engine/network/extent.h
    std::string name;                   ///< "batch"
};

struct EngineBinding {
    std::string name;
    std::uint32_t tensor = 0;           ///< index into Engine::tensors
};

/// A built network, ready to be run or saved: steps in execution order, tensors, one memory map. A value; constants are
/// shared. What a plan file holds and what the runtime reads.
///
/// An engine is *open* where shapes are decided at run time, or control flow is. It is then what engine/shapes makes static
/// engines of: dims hold codes of engine/network/extent.h, all tensors are Linear, there are no reformats and no memory
/// map, and each step has one choice per profile.
struct Engine {
    std::string name;
    Version version = kVersion;
    std::string deviceId;               ///< "cpu"
    std::string deviceFingerprint;      ///< plans run only where it matches
    int threads = 1;
    int optimizationLevel = 3;
    std::vector<EngineTensor> tensors;
    std::vector<EngineStep> steps;
    std::vector<EngineBinding> inputs, outputs;
    std::uint64_t arenaBytes = 0;       ///< peak of activations and workspaces
    std::uint64_t arenaLowerBound = 0;  ///< largest sum of simultaneously live bytes, which no assignment can beat
    std::vector<Origin> origins;
    std::uint64_t modelHash = 0;        ///< of the ONNX file's bytes
    bool isOpen = false;
    std::vector<ExtentName> extentNames{};        ///< open engines: those of the inputs that have names
    std::vector<OptimizationProfile> profiles{};  ///< open engines: at least one; empty for all others
};

/// The problem that step `i` poses to its tactic.
Problem problemOf(const Engine& engine, const EngineStep& step);

}  // namespace planscope
