// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/devices/cpu/support.h"
#include "kernels/cpu/epilogue.h"

#include <optional>

/// Tactics around kernels that take views and know nothing of epilogues.
namespace planscope::devices::cpu {

/// What an epilogue reads: the output, then the epilogue inputs.
std::vector<TensorView> epilogueOperands(const Problem& problem, const FormatSignature& formats);

/// The epilogue of a layer as a step of its own over the layer's output, in place.
class FollowingPointwise {
public:
    /// Nothing to do where the problem has no epilogue. @return nothing where the kernel cannot run it
    static std::optional<FollowingPointwise> make(const Problem& problem, const FormatSignature& formats, const DeviceInfo& device);

    /// @param inputs  of the whole problem
    KernelStatus run(std::span<const TensorView> inputs, const TensorView& out) noexcept;

private:
    std::optional<kernels::cpu::PointwisePlan> m_plan;
    std::vector<TensorView> m_operands;
    std::size_t m_anchorInputs = 0;
    int m_threads = 1;
};

/// The epilogue of a layer inside a kernel that applies it to parts of its output while they are in the cache.
class InlineEpilogue {
public:
    /// As FollowingPointwise::make.
    static std::optional<InlineEpilogue> make(const Problem& problem, const FormatSignature& formats, const DeviceInfo& device);

    /// Valid until the next call. @param inputs  of the whole problem
    kernels::cpu::Epilogue bound(std::span<const TensorView> inputs) noexcept;

private:
    std::optional<kernels::cpu::PointwisePlan> m_plan;
    std::vector<const void*> m_data;
    std::size_t m_anchorInputs = 0;
};

/// A kernel that runs `body(inputs, outputs) -> KernelStatus`, then the epilogue.
/// @errors Code::NoTactic where the epilogue cannot be run
template <class Body>
Result<std::unique_ptr<Kernel>> makeKernelThenPointwise(const Problem& problem, const TacticVariant& variant,
                                                        const DeviceInfo& device, Body body, std::size_t residentBytes = 0) {
    auto following = FollowingPointwise::make(problem, variant.formats, device);
    if (!following) return fail(Code::NoTactic, "the vectorised pointwise kernel cannot run the epilogue here");
    return makeHostKernel(
        problem, variant,
        [body = std::move(body), following = std::move(*following)](std::span<const TensorView> in, std::span<const TensorView> out,
                                                                    void*) mutable noexcept {
            const KernelStatus status = body(in, out);
            return status == KernelStatus::Ok ? following.run(in, out[0]) : status;
        },
        residentBytes);
}

/// Refuses epilogues that cannot follow in Linear format.
Verdict acceptsFollowing(const Problem& problem, const DeviceInfo& device);

/// One variant in Linear format, named after the instruction set.
std::vector<TacticVariant> linearVariant(const Problem& problem, const DeviceInfo& device);

/// One variant for each of the formats in which all of input 0, the other run-time inputs and the outputs can be.
std::vector<TacticVariant> uniformVariants(const Problem& problem, const DeviceInfo& device);

}  // namespace planscope::devices::cpu
