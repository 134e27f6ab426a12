// SPDX-License-Identifier: Apache-2.0
#include "kernels/safe/program_check.h"

#include "kernels/api/pointwise.h"

namespace planscope::kernels::safe {
namespace {

bool isReal(DataType type) { return type == DataType::Float || type == DataType::Half; }
bool isWide(DataType type) { return type == DataType::Int32; }

/// Halves are read as Float as well.
bool readsAs(DataType stored, DataType step) { return stored == step || (stored == DataType::Half && step == DataType::Float); }

/// What an operation takes where its operand is integral.
bool takesIntegers(PointwiseOp op) {
    switch (op) {
    case PointwiseOp::Abs:
    case PointwiseOp::Neg:
    case PointwiseOp::Sign:
    case PointwiseOp::Ceil:
    case PointwiseOp::Floor:
    case PointwiseOp::Round:
    case PointwiseOp::Not:
    case PointwiseOp::Relu: return true;
    default: return op >= PointwiseOp::Sum && op <= PointwiseOp::Less && op != PointwiseOp::Pow;
    }
}

bool isLogic(PointwiseOp op) { return op == PointwiseOp::Not || op == PointwiseOp::And || op == PointwiseOp::Or || op == PointwiseOp::Xor; }
bool givesBool(PointwiseOp op) {
    return isLogic(op) || op == PointwiseOp::Equal || op == PointwiseOp::Greater || op == PointwiseOp::Less || op == PointwiseOp::IsInf ||
           op == PointwiseOp::IsNan;
}

bool fitsTypes(const ProgramRecord& program, const ProgramStepRecord& step, PointwiseOp op, DataType type) {
    const auto typeOf = [&](int s) { return static_cast<DataType>(program.steps[s].type); };
    const DataType a = typeOf(step.a);
    if (op == PointwiseOp::Cast) return true;
    if (op == PointwiseOp::Select)
        return a == DataType::Bool && isReal(typeOf(step.b)) == isReal(type) && isReal(typeOf(step.c)) == isReal(type) &&
               (isReal(type) || (typeOf(step.b) == type && typeOf(step.c) == type));
    if (step.b >= 0 && isReal(a) != isReal(typeOf(step.b))) return false;
    if (givesBool(op) != (type == DataType::Bool)) return false;
    if (op == PointwiseOp::IsInf || op == PointwiseOp::IsNan) return isReal(a);
    if (isReal(a)) return !isLogic(op) && (type == DataType::Bool || isReal(type));
    return takesIntegers(op) && !isReal(type) && (type == DataType::Bool || type == a || isWide(type));
}

bool fitsStep(const ProgramRecord& program, int s, const View* inputs) {
    const ProgramStepRecord& step = program.steps[s];
    if (step.op >= kPointwiseOpCount || step.type > static_cast<std::uint8_t>(DataType::UInt8)) return false;
    const auto op = static_cast<PointwiseOp>(step.op);
    const auto type = static_cast<DataType>(step.type);
    if (op == PointwiseOp::Input) return step.a >= 0 && step.a < program.inputCount && readsAs(inputs[step.a].type, type);
    if (op == PointwiseOp::Constant) return true;
    const int operands = operandCount(op);
    const std::int8_t list[] = {step.a, step.b, step.c};
    for (int i = 0; i < 3; ++i)
        if (i < operands ? list[i] < 0 || list[i] >= s : list[i] >= 0) return false;
    return fitsTypes(program, step, op, type);
}

}  // namespace

bool fitsProgram(const ProgramRecord& program, const View* inputs, DataType output) {
    if (program.stepCount < 1 || program.stepCount > kProgramSteps || program.inputCount < 1 || program.inputCount > kProgramInputs) return false;
    for (int s = 0; s < program.stepCount; ++s)
        if (!fitsStep(program, s, inputs)) return false;
    const auto result = static_cast<DataType>(program.steps[program.stepCount - 1].type);
    return result == output || (isReal(result) && isReal(output));
}

bool fitsBroadcast(const View& from, const View& to) {
    const int lead = to.rank - from.rank;
    if (lead < 0) return false;
    for (int i = 0; i < from.rank; ++i)
        if (from.dims[i] != 1 && from.dims[i] != to.dims[i + lead]) return false;
    return true;
}

void broadcastStrides(const View& from, const View& to, std::int64_t* strides) {
    for (int i = 0; i < to.rank; ++i) strides[i] = 0;
    std::int64_t step = 1;
    const int lead = to.rank - from.rank;
    for (int i = from.rank - 1; i >= 0; --i) {
        if (from.dims[i] != 1) strides[i + lead] = step;
        step *= from.dims[i];
    }
}

}  // namespace planscope::kernels::safe
