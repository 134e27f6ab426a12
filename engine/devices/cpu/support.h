// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/devices/host_kernel.h"
#include "kernels/cpu/cpu_features.h"
#include "kernels/cpu/onednn/epilogue.h"
#include "kernels/cpu/onednn/primitive.h"

#include <initializer_list>

/// What the tactics of this device share.
namespace planscope::devices::cpu {

/// The widest instruction set that the device allows.
kernels::cpu::Isa isaOf(const DeviceInfo& device);
kernels::cpu::Execution executionOf(const Problem& problem, const DeviceInfo& device);

/// Formats worth trying for activations of these dims: channel blocks of the vector length first, Linear always.
std::vector<Format> usefulFormats(const Dims& dims, const DeviceInfo& device);

/// A description of a tensor: constants with their data, the others without.
TensorView viewOf(const ProblemTensor& tensor, Format format = Format::linear());

/// Format of each epilogue input: that of the output where the dims are the same, else Linear.
Format epilogueInputFormat(const Problem& problem, std::size_t input, Format output);

/// A signature with the anchor's inputs in `in` (constants and rank < 3 Linear), the outputs in `out`, epilogue inputs to match.
FormatSignature signatureOf(const Problem& problem, Format in, Format out);

/// The epilogue in oneDNN's form.
kernels::onednn::Epilogue epilogueOf(const Problem& problem);

/// Refuses epilogues that oneDNN cannot run as its post-ops on a result of these dims, naming the operation.
Verdict acceptsPostOps(const kernels::onednn::Epilogue& epilogue, const Dims& outDims);

/// What an epilogue costs inside oneDNN's kernels.
enum class EpilogueCost {
    Free,    ///< sums and ReLU, which every implementation takes
    Usual,
    Slow,    ///< exponentials and the like: oneDNN interrupts its loops for them
};
EpilogueCost epilogueCost(const PointwiseProgram& program);

/// Refuses anything but Float tensors among inputs and outputs.
Verdict acceptsFloats(const Problem& problem);
/// Refuses problems with an empty tensor, which libraries dislike.
Verdict acceptsNonEmpty(const Problem& problem);

/// A kernel around a oneDNN primitive; `lowered` may be the reason why there is none.
Result<std::unique_ptr<Kernel>> makePrimitiveKernel(const Problem& problem, const TacticVariant& variant,
                                                    kernels::onednn::Expected<std::unique_ptr<kernels::onednn::Primitive>> lowered);

/// The same, followed by the problem's epilogue over the output in place.
Result<std::unique_ptr<Kernel>> makePrimitiveThenPointwise(
    const Problem& problem, const TacticVariant& variant, const DeviceInfo& device,
    kernels::onednn::Expected<std::unique_ptr<kernels::onednn::Primitive>> lowered);

/// Whether the vectorised pointwise kernel can run the epilogue in place over an output in the variant's format.
bool canFollowWithPointwise(const Problem& problem, const FormatSignature& formats, const DeviceInfo& device);

/// The problem without its epilogue: what remains for the anchor.
Problem withoutEpilogue(const Problem& problem);

/// oneDNN's implementations in one signature as variants; none where it refused.
void appendVariants(std::vector<TacticVariant>& to, const FormatSignature& formats,
                    const kernels::onednn::Expected<std::vector<kernels::onednn::Implementation>>& found);

}  // namespace planscope::devices::cpu
