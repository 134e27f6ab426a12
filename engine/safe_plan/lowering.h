// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/network.h"
#include "engine/safe_plan/draft.h"
#include "kernels/safe/records.h"

namespace planscope::safe_plan {

/// One layer on its way into a plan. The view shows the anchor as its kind computes it (halves as Float); tensors are draft numbers.
struct Task {
    LayerView view;
    std::string name;
    std::vector<std::uint32_t> inputs;          ///< of the anchor
    std::uint32_t output = 0;
    TensorType result;                          ///< of the anchor as computed
    const PointwiseProgram* epilogue = nullptr; ///< null: none, or none that the kernel has to take along
    std::vector<std::uint32_t> epilogueInputs{};

    bool hasEpilogue() const { return epilogue != nullptr; }
};

/// @errors Code::NoTactic with the reason why no safe kernel takes the anchor
using LowerFn = Status (*)(Draft& draft, const Task& task);

/// How one kind becomes steps of safe kernels.
struct Lowering {
    LayerKind kind;
    LowerFn lower;
    bool takesEpilogue;  ///< `lower` tries to take the epilogue along; declines with Code::NoTactic
};

/// Null for kinds that no safe kernel computes.
const Lowering* findLowering(const LayerKind& kind);

kernels::safe::ProgramRecord recordOf(const PointwiseProgram& program);
/// A pointwise step. @errors Code::NoTactic
Status addProgram(Draft& draft, const std::string& name, const PointwiseProgram& program, std::vector<std::uint32_t> inputs, std::uint32_t output);
/// The values of a Float or Half constant as Float.
std::vector<float> realsOf(const Constant& constant);

Status lowerConvolution(Draft& draft, const Task& task);
Status lowerMatrix(Draft& draft, const Task& task);
Status lowerShuffle(Draft& draft, const Task& task);
Status lowerSlice(Draft& draft, const Task& task);
Status lowerConcatenation(Draft& draft, const Task& task);
Status lowerPooling(Draft& draft, const Task& task);
Status lowerSoftmax(Draft& draft, const Task& task);
Status lowerReduce(Draft& draft, const Task& task);
Status lowerGather(Draft& draft, const Task& task);
Status lowerResize(Draft& draft, const Task& task);

}  // namespace planscope::safe_plan
