// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/concatenation.h"

#include "engine/devices/cpu/following.h"
#include "kernels/cpu/concatenation.h"
#include "kernels/cpu/memory_axes.h"
#include "kernels/cpu/transpose.h"

#include <algorithm>

namespace planscope::devices::cpu::concatenation {
namespace {

using layers::concatenation::Attrs;

Verdict accepts(const Problem& problem, const DeviceInfo& device) { return acceptsFollowing(problem, device); }

/// Channel blocks can only be joined where blocks begin, and constants are Linear.
bool canJoin(const Problem& problem, const FormatSignature& formats) {
    const Format format = formats.outputs[0];
    if (format.isLinear()) return true;
    for (int i = 0; i < problem.anchorInputCount(); ++i) {
        const ProblemTensor& input = problem.inputs[static_cast<std::size_t>(i)];
        const bool isLast = i + 1 == problem.anchorInputCount();
        if (input.constant) return false;
        if (problem.attributes<Attrs>().axis == 1 && !isLast && input.dims[1] % format.lanes != 0) return false;
    }
    return true;
}

std::vector<TacticVariant> variants(const Problem& problem, const DeviceInfo& device) {
    std::vector<TacticVariant> out = uniformVariants(problem, device);
    std::erase_if(out, [&](const TacticVariant& variant) { return !canJoin(problem, variant.formats); });
    return out;
}

/// Where each input begins in the output's memory, where all of it lies in one piece.
std::vector<std::optional<std::uint64_t>> inPlace(const Problem& problem, const TacticVariant& variant) {
    std::vector<std::optional<std::uint64_t>> out(problem.inputs.size());
    const TensorView joined = viewOf(problem.outputs[0], variant.formats.outputs[0]);
    const int axis = kernels::cpu::memoryAxisOf(joined, problem.attributes<Attrs>().axis);
    if (kernels::cpu::memoryAxes(joined).volume(0, axis) != 1) return out;
    std::uint64_t offset = 0;
    for (int i = 0; i < problem.anchorInputCount(); ++i) {
        const auto at = static_cast<std::size_t>(i);
        if (!problem.inputs[at].constant) out[at] = offset;
        offset += viewOf(problem.inputs[at], variant.formats.inputs[at]).bytes();
    }
    return out;
}

/// Copies the inputs one by one where some lie in the output already.
struct ConcatenationRun {
    int axis;
    std::size_t count;
    std::vector<std::optional<std::uint64_t>> offsets;
    kernels::cpu::Execution execution;

    KernelStatus operator()(std::span<const TensorView> in, std::span<const TensorView> out) noexcept {
        const auto isThere = [&](std::size_t i) { return offsets[i] && in[i].data == target(out[0], i); };
        bool any = false;
        for (std::size_t i = 0; i < count; ++i) any = any || isThere(i);
        if (!any) return kernels::cpu::concatenation(in.first(count), out[0], axis, execution);
        std::uint64_t offset = 0;
        for (std::size_t i = 0; i < count; offset += in[i].bytes(), ++i) {
            if (isThere(i)) continue;
            const Dims flat{static_cast<std::int64_t>(in[i].bytes() / sizeOf(in[i].type))};
            const TensorView from{in[i].data, in[i].type, flat, Format::linear()};
            const TensorView to{out[0].as<std::byte>() + offset, in[i].type, flat, Format::linear()};
            if (const KernelStatus status = kernels::cpu::transpose(from, to, Dims{0}, execution); status != KernelStatus::Ok)
                return status;
        }
        return KernelStatus::Ok;
    }
    void* target(const TensorView& out, std::size_t i) const noexcept { return out.as<std::byte>() + *offsets[i]; }
};

Result<std::unique_ptr<Kernel>> lower(const Problem& problem, const TacticVariant& variant, const DeviceInfo& device) {
    return makeKernelThenPointwise(problem, variant, device,
                                   ConcatenationRun{problem.attributes<Attrs>().axis,
                                                    static_cast<std::size_t>(problem.anchorInputCount()), inPlace(problem, variant),
                                                    executionOf(problem, device)});
}

constexpr TacticDef kVector{"concatenation.cpu.vector", 2, false, accepts, variants, lower, inPlace, true};

constexpr const TacticDef* kTactics[] = {&kVector};

}  // namespace

extern constinit const TacticList list{layers::concatenation::kind, kTactics};

}  // namespace planscope::devices::cpu::concatenation
