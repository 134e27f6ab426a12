// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/check.h"
#include "engine/devices/cpu/following.h"
#include "engine/layers/convolution.h"

namespace planscope::devices::cpu {

/// What the tactics around Planscope's own convolution kernels share. `Kind` has
///   Plan                                    a prepared kernel: takes(...), make(...), run(in, out, epilogue, threads), residentBytes()
///   argsOf(window, groups)                  what it takes of the attributes
///   pairs(problem, device)                  formats of input and output worth trying
template <class Kind>
struct OwnConvolution {
    using Plan = typename Kind::Plan;
    using Attrs = layers::convolution::Attrs;

    struct Run {
        Plan plan;
        InlineEpilogue epilogue;
        int threads;

        KernelStatus operator()(std::span<const TensorView> in, std::span<const TensorView> out, void*) noexcept {
            return plan.run(in[0], out[0], epilogue.bound(in), threads);
        }
    };

    /// `use`, which is Plan::make or Plan::takes, asked about the problem in these formats.
    static auto ask(auto use, const Problem& problem, const FormatSignature& formats, const DeviceInfo& device) {
        const auto& attrs = problem.attributes<Attrs>();
        const layers::Window window = layers::convolution::resolve(attrs, problem.inputs[0].dims, problem.inputs[1].dims);
        const TensorView bias = problem.anchorInputCount() > 2 ? viewOf(problem.inputs[2]) : TensorView{};
        return use(viewOf(problem.inputs[0], formats.inputs[0]), viewOf(problem.inputs[1]), bias.data ? &bias : nullptr,
                   viewOf(problem.outputs[0], formats.outputs[0]), Kind::argsOf(window, attrs.groups), isaOf(device));
    }

    static std::vector<TacticVariant> variants(const Problem& problem, const DeviceInfo& device) {
        std::vector<TacticVariant> out;
        for (const auto& [in, result] : Kind::pairs(problem, device)) {
            const FormatSignature formats = signatureOf(problem, in, result);
            if (ask(Plan::takes, problem, formats, device) && InlineEpilogue::make(problem, formats, device))
                out.push_back({std::string(nameOf(isaOf(device))), formats, 0});
        }
        return out;
    }

    static Result<std::unique_ptr<Kernel>> lower(const Problem& problem, const TacticVariant& variant, const DeviceInfo& device) {
        std::optional<Plan> plan = ask(Plan::make, problem, variant.formats, device);
        auto epilogue = InlineEpilogue::make(problem, variant.formats, device);
        PS_CHECK(plan && epilogue, Code::NoTactic, "this kernel cannot run this convolution");
        const std::size_t bytes = plan->residentBytes();
        return makeHostKernel(problem, variant, Run{std::move(*plan), std::move(*epilogue), problem.threads}, bytes);
    }
};

}  // namespace planscope::devices::cpu
