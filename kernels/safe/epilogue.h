// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/safe/program.h"

namespace planscope::kernels::safe {
namespace {

/// How an epilogue of [N,C,pixels] or [rows,columns] reads one of its further inputs.
struct EpilogueInput {
    const unsigned char* data = nullptr;
    DataType type = DataType::Float;
    std::int64_t outer = 0, line = 0;  ///< elements to the next image or batch, to the next channel or row
    bool repeats = false;              ///< along a line
};

struct Epilogue {
    const ProgramRecord* program = nullptr;
    EpilogueInput inputs[kProgramInputs];
    unsigned char* slots = nullptr;
    DataType sumType = DataType::Float;

    /// Takes elements [first, first + count) of a line of sums to the output.
    void finish(const void* sums, std::int64_t outer, std::int64_t line, std::int64_t first, std::int64_t count, DataType type,
                unsigned char* out) const {
        const auto* from = static_cast<const unsigned char*>(sums);
        if (program->stepCount == 0) {
            if (isReal(type)) storeReal(type, reinterpret_cast<const float*>(from), count, out);
            else storeInteger(type, reinterpret_cast<const std::int32_t*>(from), count, out);
            return;
        }
        const std::int64_t size = static_cast<std::int64_t>(sizeOf(type));
        for (std::int64_t i = 0; i < count; i += kRow) {
            Operand operands[kProgramInputs];
            operands[0] = {from + i * 4, sumType, false};
            for (int k = 1; k < program->inputCount; ++k) {
                const EpilogueInput& input = inputs[k];
                const std::int64_t at = outer * input.outer + line * input.line + (input.repeats ? 0 : first + i);
                operands[k] = {input.data + at * static_cast<std::int64_t>(sizeOf(input.type)), input.type, input.repeats};
            }
            runProgram(*program, operands, static_cast<int>(smaller<std::int64_t>(kRow, count - i)), slots, type, out + i * size);
        }
    }
};

/// @param axes  of the output that make a line: 2 for images, 1 for matrices
inline EpilogueInput epilogueInput(const View& from, const View& to, int axes) {
    EpilogueInput out{from.data, from.type, 0, 0, true};
    std::int64_t inner = 1, step = 1;
    for (int i = 0; i < axes; ++i) {
        const int axis = from.rank - 1 - i;
        if (axis >= 0 && from.dims[axis] != 1) out.repeats = false;
        if (axis >= 0) step *= from.dims[axis];
        inner *= to.dims[to.rank - 1 - i];
    }
    const int lineAxis = from.rank - 1 - axes;
    if (lineAxis >= 0 && from.dims[lineAxis] != 1) out.line = step;
    if (lineAxis >= 0) step *= from.dims[lineAxis];
    std::int64_t rest = 1;
    for (int i = 0; i < lineAxis; ++i) rest *= from.dims[i];
    if (rest != 1) out.outer = step;
    if (inner == 1) out.repeats = true;
    return out;
}

}  // namespace
}  // namespace planscope::kernels::safe
