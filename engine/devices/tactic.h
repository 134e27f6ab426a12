// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/verdict.h"
#include "engine/devices/device.h"
#include "engine/network/numerics.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace planscope {

/// A tensor of a problem. Constants carry their value, so that a tactic can pack weights or look at them.
struct ProblemTensor {
    DataType type = DataType::Float;
    Dims dims;
    const Constant* constant = nullptr;
};

/// What a tactic is asked to do: one possibly fused layer with concrete shapes. Formats are the tactic's to propose.
/// Self-contained (owns copies of everything but constants, which the network keeps alive).
struct Problem {
    const LayerDef* def = nullptr;
    Attrs attrs;
    std::vector<ProblemTensor> inputs;   ///< anchor inputs, then epilogue inputs
    std::vector<ProblemTensor> outputs;
    PointwiseProgram epilogue;
    int epilogueInputs = 0;
    int threads = 1;
    Numerics numerics = Numerics::Native;

    int anchorInputCount() const { return static_cast<int>(inputs.size()) - epilogueInputs; }
    template <class T>
    const T& attributes() const {
        return attrs.as<T>();
    }
    const LayerKind& kind() const { return def->kind; }
    /// Hash of everything that decides the time of a tactic: kind, attributes, shapes, types, which inputs are constant,
    /// epilogue, threads, numerics. Values of weights do not count; small integer constants (axes, sizes) do.
    std::uint64_t key() const;
    std::vector<TensorInfo> anchorInfos() const;
    std::vector<TensorType> outputTypes() const;
};

/// Memory formats at the borders of one execution. Entries of constant inputs are Linear.
struct FormatSignature {
    std::vector<Format> inputs;
    std::vector<Format> outputs;
    friend bool operator==(const FormatSignature&, const FormatSignature&) = default;
    friend auto operator<=>(const FormatSignature&, const FormatSignature&) = default;
    static FormatSignature linear(const Problem& problem);
    static FormatSignature uniform(const Problem& problem, Format format);
};

/// One concrete way of a tactic: the user sees each as an alternative. `algorithm` is stable text such as
/// "brgconv:avx512_core"; together with the formats it identifies the variant in plans and timing caches.
struct TacticVariant {
    std::string algorithm;
    FormatSignature formats;
    std::size_t workspaceBytes = 0;
    double preparationNs = 0;  ///< about what it costs once, from its code to its first run, beyond what every kernel costs
    /// What of it every run has to bear: a loaded plan is expected to run this often at least.
    double preparationPerRunNs() const {
        constexpr double kRunsPerLoad = 1000;
        return preparationNs / kRunsPerLoad;
    }
};

/// A prepared execution: weights packed, code generated, tables filled. Immutable while running; one kernel object may
/// not run on two streams at once.
class Kernel {
public:
    virtual ~Kernel() = default;
    virtual KernelStatus run(const KernelArgs& args) noexcept = 0;
    /// Bytes that the kernel keeps for packed weights and tables.
    virtual std::size_t residentBytes() const { return 0; }
    /// What the last run says about its failure, where it knows more than its status; valid until the next run.
    virtual std::string_view complaint() const { return {}; }
};

/// A family of ways to run one layer kind on one device. Constant-initialised. Asked through AdaptedProblem, so that it need not
/// know numerics but Native.
struct TacticDef {
    std::string_view name;  ///< kind.device.algorithm: "convolution.cpu.onednn"; stored in plans, never renamed
    int version;            ///< part of timing-cache keys; raised when the code's speed or format changes
    bool safe;              ///< may be part of a safety plan
    Verdict (*accepts)(const Problem&, const DeviceInfo&);
    /// All variants for an accepted problem, in order of preference; empty if the backend offers none. Deterministic.
    std::vector<TacticVariant> (*variants)(const Problem&, const DeviceInfo&);
    /// @errors Code::NoTactic with the backend's reason if this variant cannot be made after all
    Result<std::unique_ptr<Kernel>> (*lower)(const Problem&, const TacticVariant&, const DeviceInfo&);
    /// Null, or: for each input the byte offset in output 0 at which it would already be where the copy puts it (nothing: it
    /// is not copied as a whole). The kernel leaves such an input alone when it really lies there, so that the memory map may
    /// let producers write into their reader's output.
    std::vector<std::optional<std::uint64_t>> (*inPlace)(const Problem&, const TacticVariant&) = nullptr;
    /// Moves elements without looking at them, so that it takes Half tensors as they are.
    bool movesElements = false;
    /// Null, or: the byte offset in input 0 at which output 0 already stands, where it is one piece of it. The kernel does nothing
    /// when it really lies there, so that the memory map may make the output a view of the input.
    std::optional<std::uint64_t> (*viewOffset)(const Problem&, const TacticVariant&) = nullptr;
};

/// The ordered tactics of one layer kind on one device, reference last.
struct TacticList {
    LayerKind kind;
    std::span<const TacticDef* const> tactics;
};

const TacticList* findTactics(const Device& device, const LayerKind& kind);
const TacticDef* findTactic(const Device& device, const LayerKind& kind, std::string_view name);

}  // namespace planscope
