// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/int8_pattern.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace planscope::kernels::cpu {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
/// Steps whose inverse and quotients are normal numbers.
constexpr float kLeastStep = 0x1p-60F, kMostStep = 0x1p60F;

}  // namespace

int readIntegerSum(const ProgramReader& program, int& added) {
    int sum = -1;
    for (int i = 0; i < program.program.stepCount; ++i) {
        const PointwiseStep& step = program.at(i);
        const int operands[3] = {step.a, step.b, step.c};
        const int count = operandCount(step.op);
        if (std::none_of(operands, operands + count, [&](int operand) { return program.isProducts(operand); })) continue;
        if (sum >= 0 || step.op != PointwiseOp::Sum || step.type != DataType::Int32) return -1;
        const int other = program.isProducts(step.a) ? step.b : step.a;
        if (!program.is(other, PointwiseOp::Input) || program.isProducts(other)) return -1;
        added = program.at(other).a;
        sum = i;
    }
    return sum;
}

int readQuantizer(const ProgramReader& program, RequantizeRows& rows) {
    const int last = program.program.stepCount - 1;
    const PointwiseStep& cast = program.at(last);
    if (cast.op != PointwiseOp::Cast || (cast.type != DataType::Int8 && cast.type != DataType::UInt8)) return -1;
    rows.least = cast.type == DataType::Int8 ? -128 : 0;
    rows.most = rows.least + 255;
    int at = cast.a;
    if (program.is(at, PointwiseOp::Sum) && program.at(at).type == DataType::Int32) {
        const PointwiseStep& sum = program.at(at);
        if (!program.is(sum.b, PointwiseOp::Constant) || !program.is(sum.a, PointwiseOp::Cast)) return -1;
        rows.zeroPoint = static_cast<int>(program.at(sum.b).alpha);
        at = program.at(sum.a).a;
        const float low = rows.least - static_cast<float>(rows.zeroPoint);
        if (!program.is(at, PointwiseOp::Clip) || program.at(at).alpha != low || program.at(at).beta != low + 255) return -1;
        rows.least = low;
        rows.most = low + 255;
        at = program.at(at).a;
    }
    if (!program.is(at, PointwiseOp::Round)) return -1;
    at = program.at(at).a;
    if (!program.is(at, PointwiseOp::Div) || !program.is(program.at(at).b, PointwiseOp::Constant)) return -1;
    rows.step = program.at(program.at(at).b).alpha;
    if (!(rows.step >= kLeastStep && rows.step <= kMostStep)) return -1;
    rows.inverse = 1 / rows.step;
    int exponent = 0;
    rows.isExactInverse = std::frexp(rows.step, &exponent) == 0.5F;
    return program.at(at).a;
}

int readBound(const ProgramReader& program, int at, RequantizeRows& rows) {
    rows.low = -kInfinity;
    rows.high = kInfinity;
    if (program.is(at, PointwiseOp::Relu)) {
        rows.low = 0;
        return program.at(at).a;
    }
    if (!program.is(at, PointwiseOp::Clip)) return at;
    rows.low = program.at(at).alpha;
    rows.high = program.at(at).beta;
    return program.at(at).a;
}

}  // namespace planscope::kernels::cpu
