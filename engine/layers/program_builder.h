// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/pointwise.h"

#include <cstdint>

namespace planscope::layers {

/// Writes small programs step by step; each call returns the index of the new step.
/// @pre the limits of PointwiseProgram are kept: it is meant for programs that are known beforehand
class ProgramBuilder {
public:
    std::int8_t input(DataType type) { return add({PointwiseOp::Input, type, m_program.inputCount++, -1, -1, 0, 0}); }
    std::int8_t constant(DataType type, float value) {
        return add({PointwiseOp::Constant, type, -1, -1, -1, value, 0});
    }
    std::int8_t add(const PointwiseStep& step) {
        m_program.steps[static_cast<std::size_t>(m_program.stepCount)] = step;
        return m_program.stepCount++;
    }
    const PointwiseProgram& program() const { return m_program; }

private:
    PointwiseProgram m_program;
};

}  // namespace planscope::layers
