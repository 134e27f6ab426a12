// SPDX-License-Identifier: Apache-2.0
#include "engine/devices/adapted_tactic.h"

#include "engine/devices/cpu/support.h"
#include "engine/devices/host_memory.h"
#include "engine/devices/host_stream.h"
#include "kernels/api/half.h"
#include "kernels/api/tf32.h"
#include "kernels/cpu/half.h"

#include <algorithm>
#include <fmt/format.h>

namespace planscope {
namespace {

using kernels::cpu::Execution;

bool isHalf(const ProblemTensor& tensor) { return tensor.type == DataType::Half; }

/// Copies between formats are for a tensor of any type; of Half they take the same way as layers that compute.
bool computesInFloat(const Problem& problem) {
    const bool isReformat = problem.def->category == Category::Reformat && std::ranges::any_of(problem.inputs, isHalf);
    return readsHalfAsFloat(problem.numerics) || isReformat;
}

bool roundsOperand(const Problem& problem, std::size_t input) {
    return problem.numerics == Numerics::Tf32 && static_cast<int>(input) < problem.anchorInputCount() &&
           problem.inputs[input].type == DataType::Float && isProductOperand(*problem.def, static_cast<int>(input));
}

ConstantPtr inFloat(const Constant& value) {
    std::vector<float> out(static_cast<std::size_t>(value.dims().volume()));
    if (value.type() == DataType::Half) std::ranges::transform(value.as<std::uint16_t>(), out.begin(), floatFromHalf);
    else std::ranges::transform(value.floats(), out.begin(), tf32FromFloat);
    return Constant::ofFloats(value.dims(), out);
}

/// Tensor number `tensor` of a kernel, converted between its buffer and the workspace.
struct Conversion {
    enum class Kind : std::uint8_t { Half, Tf32 };
    Kind kind = Kind::Half;
    std::size_t tensor = 0;
    std::size_t offset = 0;  ///< in the workspace, bytes
    std::int64_t elements = 0;
};

struct Conversions {
    std::vector<Conversion> inputs, outputs;
    std::size_t bytes = 0;  ///< of workspace; the wrapped kernel's own follows

    void add(std::vector<Conversion>& to, Conversion::Kind kind, std::size_t tensor, const Dims& dims, Format format) {
        const std::size_t size = storageBytes(DataType::Float, dims, format);
        to.push_back({kind, tensor, bytes, static_cast<std::int64_t>(size / sizeof(float))});
        bytes += (size + devices::kHostAlignment - 1) / devices::kHostAlignment * devices::kHostAlignment;
    }
};

Conversions conversionsOf(const Problem& problem, const FormatSignature& formats) {
    const bool isFloat = computesInFloat(problem);
    Conversions out;
    for (std::size_t i = 0; i < problem.inputs.size(); ++i) {
        const ProblemTensor& tensor = problem.inputs[i];
        if (tensor.constant) continue;
        if (isFloat && isHalf(tensor)) out.add(out.inputs, Conversion::Kind::Half, i, tensor.dims, formats.inputs[i]);
        if (roundsOperand(problem, i)) out.add(out.inputs, Conversion::Kind::Tf32, i, tensor.dims, formats.inputs[i]);
    }
    for (std::size_t i = 0; i < problem.outputs.size(); ++i)
        if (isFloat && isHalf(problem.outputs[i]))
            out.add(out.outputs, Conversion::Kind::Half, i, problem.outputs[i].dims, formats.outputs[i]);
    return out;
}

std::string_view suffixOf(const Problem& problem) {
    return problem.numerics == Numerics::Tf32 ? AdaptedProblem::kTf32Suffix : AdaptedProblem::kHalfSuffix;
}

template <class T>
T* at(DeviceAddress address) {
    return static_cast<T*>(devices::hostPointer(address));
}

/// @param keepsAlive  the constants that `inner` reads
class WrappedKernel final : public Kernel {
public:
    WrappedKernel(std::unique_ptr<Kernel> inner, std::shared_ptr<const void> keepsAlive, Conversions conversions, const Problem& problem,
                  Execution execution)
        : m_inner(std::move(inner)), m_keepsAlive(std::move(keepsAlive)), m_conversions(std::move(conversions)), m_execution(execution),
          m_inputs(problem.inputs.size()), m_outputs(problem.outputs.size()) {}

    KernelStatus run(const KernelArgs& args) noexcept override {
        std::ranges::copy(args.inputs, m_inputs.begin());
        std::ranges::copy(args.outputs, m_outputs.begin());
        for (const Conversion& c : m_conversions.inputs) {
            m_inputs[c.tensor] = args.workspace.offset(c.offset);
            read(c, args.inputs[c.tensor], m_inputs[c.tensor]);
        }
        for (const Conversion& c : m_conversions.outputs) m_outputs[c.tensor] = args.workspace.offset(c.offset);
        const KernelStatus status = m_inner->run({m_inputs, m_outputs, args.workspace.offset(m_conversions.bytes)});
        if (status != KernelStatus::Ok) return status;
        for (const Conversion& c : m_conversions.outputs)
            kernels::cpu::roundToHalf(at<float>(m_outputs[c.tensor]), at<std::uint16_t>(args.outputs[c.tensor]), c.elements, m_execution);
        return KernelStatus::Ok;
    }
    std::size_t residentBytes() const override { return m_inner->residentBytes(); }
    std::string_view complaint() const override { return m_inner->complaint(); }

private:
    void read(const Conversion& c, DeviceAddress from, DeviceAddress to) const noexcept {
        if (c.kind == Conversion::Kind::Tf32) kernels::cpu::roundToTf32(at<float>(from), at<float>(to), c.elements, m_execution);
        else kernels::cpu::widenHalf(at<std::uint16_t>(from), at<float>(to), c.elements, m_execution);
    }

    std::unique_ptr<Kernel> m_inner;
    std::shared_ptr<const void> m_keepsAlive;
    Conversions m_conversions;
    Execution m_execution;
    std::vector<DeviceAddress> m_inputs, m_outputs;
};

/// Whatever the stream allows, one thread.
class SerialKernel final : public Kernel {
public:
    explicit SerialKernel(std::unique_ptr<Kernel> inner) : m_inner(std::move(inner)) {}

    KernelStatus run(const KernelArgs& args) noexcept override {
        const devices::ThreadScope one(1);
        return m_inner->run(args);
    }
    std::size_t residentBytes() const override { return m_inner->residentBytes(); }
    std::string_view complaint() const override { return m_inner->complaint(); }

private:
    std::unique_ptr<Kernel> m_inner;
};

bool isSerial(const TacticVariant& variant) { return variant.algorithm.ends_with(AdaptedProblem::kSerialSuffix); }

TacticVariant withoutSerial(TacticVariant variant) {
    if (isSerial(variant)) variant.algorithm.resize(variant.algorithm.size() - AdaptedProblem::kSerialSuffix.size());
    return variant;
}

}  // namespace

Problem AdaptedProblem::onOneThread() const {
    Problem out = *m_problem;
    out.threads = 1;
    return out;
}

std::vector<TacticVariant> AdaptedProblem::serialVariants(const TacticDef& tactic, const DeviceInfo& device) const {
    const Problem alone = onOneThread();
    std::vector<TacticVariant> out = AdaptedProblem(alone).variants(tactic, device);
    for (TacticVariant& variant : out) variant.algorithm += kSerialSuffix;
    return out;
}

Result<std::unique_ptr<Kernel>> AdaptedProblem::lowerSerial(const TacticDef& tactic, TacticVariant variant, const DeviceInfo& device) const {
    const Problem alone = onOneThread();
    Result<std::unique_ptr<Kernel>> kernel = AdaptedProblem(alone).lower(tactic, withoutSerial(std::move(variant)), device);
    if (!kernel) return kernel;
    return std::make_unique<SerialKernel>(std::move(*kernel));
}

bool AdaptedProblem::isWrapped(const TacticDef& tactic) const {
    if (m_problem->numerics == Numerics::Tf32) return true;
    return computesInFloat(*m_problem) && !(tactic.movesElements && m_problem->epilogue.empty());
}

const std::shared_ptr<const AdaptedProblem::Widened>& AdaptedProblem::widened() const {
    if (m_widened) return m_widened;
    auto out = std::make_shared<Widened>(Widened{*m_problem, {}});
    const bool isFloat = computesInFloat(*m_problem);
    for (std::size_t i = 0; i < out->problem.inputs.size(); ++i) {
        ProblemTensor& tensor = out->problem.inputs[i];
        const bool widens = isFloat && isHalf(tensor);
        if (!widens && !roundsOperand(*m_problem, i)) continue;
        tensor.type = DataType::Float;
        if (tensor.constant) tensor.constant = out->constants.emplace_back(inFloat(*tensor.constant)).get();
    }
    if (isFloat)
        for (ProblemTensor& tensor : out->problem.outputs)
            if (isHalf(tensor)) tensor.type = DataType::Float;
    out->problem.numerics = Numerics::Native;
    m_widened = std::move(out);
    return m_widened;
}

Verdict AdaptedProblem::accepts(const TacticDef& tactic, const DeviceInfo& device) const {
    return tactic.accepts(isWrapped(tactic) ? widened()->problem : *m_problem, device);
}

std::vector<TacticVariant> AdaptedProblem::variants(const TacticDef& tactic, const DeviceInfo& device) const {
    if (!isWrapped(tactic)) return tactic.variants(*m_problem, device);
    std::vector<TacticVariant> out = tactic.variants(widened()->problem, device);
    for (TacticVariant& variant : out) {
        variant.algorithm += suffixOf(*m_problem);
        variant.workspaceBytes += conversionsOf(*m_problem, variant.formats).bytes;
    }
    return out;
}

Result<std::unique_ptr<Kernel>> AdaptedProblem::lower(const TacticDef& tactic, const TacticVariant& variant, const DeviceInfo& device) const {
    if (isSerial(variant)) return lowerSerial(tactic, variant, device);
    if (!isWrapped(tactic)) return tactic.lower(*m_problem, variant, device);
    Conversions conversions = conversionsOf(*m_problem, variant.formats);
    const std::string_view suffix = suffixOf(*m_problem);
    if (!variant.algorithm.ends_with(suffix) || variant.workspaceBytes < conversions.bytes)
        return fail(Code::NoTactic, fmt::format("'{}' is not a variant for {} tensors", variant.algorithm, toString(m_problem->numerics)));
    TacticVariant inner = variant;
    inner.algorithm.resize(inner.algorithm.size() - suffix.size());
    inner.workspaceBytes -= conversions.bytes;
    Result<std::unique_ptr<Kernel>> kernel = tactic.lower(widened()->problem, inner, device);
    if (!kernel) return kernel;
    return std::make_unique<WrappedKernel>(std::move(*kernel), widened(), std::move(conversions), *m_problem,
                                           Execution{m_problem->threads, devices::cpu::isaOf(device)});
}

std::vector<std::optional<std::uint64_t>> AdaptedProblem::inPlace(const TacticDef& tactic, const TacticVariant& variant) const {
    if (!tactic.inPlace || isWrapped(tactic)) return {};
    return tactic.inPlace(*m_problem, withoutSerial(variant));
}

std::optional<std::uint64_t> AdaptedProblem::viewOffset(const TacticDef& tactic, const TacticVariant& variant) const {
    if (!tactic.viewOffset || isWrapped(tactic)) return std::nullopt;
    return tactic.viewOffset(*m_problem, withoutSerial(variant));
}

}  // namespace planscope
