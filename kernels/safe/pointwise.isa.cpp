// SPDX-License-Identifier: Apache-2.0
#include "kernels/safe/pointwise_walk.h"
#include "kernels/safe/program.h"
#include "kernels/safe/runs.h"

namespace planscope::kernels::safe::PS_ISA {

RunStatus pointwise(const Call& call) {
    const auto& program = *reinterpret_cast<const ProgramRecord*>(call.parameters);
    const View& out = call.outputs[0];
    const PointwiseWalk walk = pointwiseWalk(call);
    const auto size = static_cast<std::int64_t>(sizeOf(out.type));
    for (std::int64_t line = 0; line < walk.lines; ++line) {
        std::int64_t starts[kProgramInputs] = {};
        std::int64_t rest = line;
        for (int axis = walk.outerAxes - 1; axis >= 0; --axis) {
            const std::int64_t index = rest % out.dims[axis];
            rest /= out.dims[axis];
            for (std::uint32_t i = 0; i < call.inputCount; ++i) starts[i] += index * walk.strides[i][axis];
        }
        for (std::int64_t x = 0; x < walk.length; x += kRow) {
            Operand operands[kProgramInputs];
            for (std::uint32_t i = 0; i < call.inputCount; ++i) {
                const std::int64_t at = starts[i] + (walk.repeats[i] ? 0 : x);
                operands[i] = {call.inputs[i].data + at * static_cast<std::int64_t>(sizeOf(call.inputs[i].type)), call.inputs[i].type, walk.repeats[i]};
            }
            runProgram(program, operands, static_cast<int>(smaller<std::int64_t>(kRow, walk.length - x)), call.scratch, out.type,
                       out.data + (line * walk.length + x) * size);
        }
    }
    return RunStatus::Ok;
}

}  // namespace planscope::kernels::safe::PS_ISA
