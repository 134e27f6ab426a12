// SPDX-License-Identifier: Apache-2.0
#include "engine/devices/reference_kernel.h"

#include "engine/base/check.h"
#include "engine/devices/border_formats.h"
#include "engine/devices/host_kernel.h"
#include "engine/network/evaluate.h"
#include "kernels/reference/pointwise.h"

namespace planscope::devices::reference_kernel {
namespace {

/// What the reference kernel looks at, at a stable address: LayerView only borrows.
struct Anchor {
    const LayerDef* def;
    Attrs attrs;
    std::vector<TensorInfo> infos;
};

struct ReferenceRun {
    std::shared_ptr<const Anchor> anchor;
    PointwiseProgram epilogue;
    HostTensor value;                   ///< the anchor's result, where an epilogue follows
    std::vector<TensorView> operands;   ///< value, then the epilogue's inputs

    KernelStatus operator()(std::span<const TensorView> inputs, std::span<const TensorView> outputs, void*) noexcept {
        const LayerView view(*anchor->def, anchor->attrs, anchor->infos);
        if (epilogue.empty()) return anchor->def->reference(view, inputs, outputs);
        const auto anchors = inputs.first(anchor->infos.size());
        if (const KernelStatus status = anchor->def->reference(view, anchors, std::span(&value.view, 1));
            status != KernelStatus::Ok)
            return status;
        const auto extras = inputs.subspan(anchors.size());
        std::ranges::copy(extras, operands.begin() + 1);
        return kernels::reference::pointwise(epilogue, operands, outputs[0]);
    }
};

/// Copies are the one layer whose reference kernel knows formats.
std::vector<TacticVariant> copies(const Problem& problem) {
    const std::vector<Format> formats = borderFormats(problem.inputs[0].dims);
    std::vector<TacticVariant> out;
    for (const Format from : formats)
        for (const Format to : formats)
            if (from != to) out.push_back({"scalar", {{from}, {to}}, 0});
    return out;
}

}  // namespace

Verdict accepts(const Problem& problem, const DeviceInfo&) {
    if (!problem.def->reference)
        return reject(Reason::NotBuilt, fmt::format("{} has no reference kernel", problem.kind().name));
    return accept();
}

std::vector<TacticVariant> variants(const Problem& problem, const DeviceInfo&) {
    if (problem.def->category == Category::Reformat) return copies(problem);
    return {{"scalar", FormatSignature::linear(problem), 0}};
}

Result<std::unique_ptr<Kernel>> lower(const Problem& problem, const TacticVariant& variant, const DeviceInfo&) {
    auto anchor = std::make_shared<const Anchor>(Anchor{problem.def, problem.attrs, problem.anchorInfos()});
    ReferenceRun run{std::move(anchor), problem.epilogue, {}, {}};
    if (!problem.epilogue.empty()) {
        const LayerView view(*problem.def, run.anchor->attrs, run.anchor->infos);
        PS_ASSIGN(const std::vector<TensorType> types, inferOutputs(view));
        run.value = HostTensor::make(types[0].type, types[0].dims);
        run.operands.resize(static_cast<std::size_t>(problem.epilogueInputs) + 1);
        run.operands[0] = run.value.view;
    }
    return makeHostKernel(problem, variant, std::move(run));
}

}  // namespace planscope::devices::reference_kernel
