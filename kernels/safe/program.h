// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/safe/program_ops.h"

/// Pointwise programs over rows of at most kRow elements. Values of Float and Half steps are single-precision numbers (Half: rounded),
/// all others 32-bit integers.
namespace planscope::kernels::safe {
namespace {

/// What Input steps read.
struct Operand {
    const unsigned char* data = nullptr;
    DataType type = DataType::Float;
    bool repeats = false;  ///< one element stands for the whole row
};

constexpr std::uint64_t kSlotBytes = kRow * 4;

/// Toward zero, into [low, high]; NaN gives 0. The bounds are those of a type of at most 16 bits.
inline void saturateRow(const float* from, Int* to, int count, float low, float high) {
    for (int i = 0; i < count; ++i) {
        const float x = from[i] != from[i] ? 0.0F : from[i];
        const float above = x < low ? low : x;
        const float within = above > high ? high : above;
        to[i] = static_cast<Int>(within);
    }
}

inline void truncateRow(const float* from, Int* to, int count) {
    for (int i = 0; i < count; ++i) {
        const float x = from[i];
        const bool fits = x >= -0x1p31F && x < 0x1p31F;
        const Int whole = static_cast<Int>(fits ? x : 0.0F);
        to[i] = fits || x != x ? whole : x < 0 ? -2147483647 - 1 : 2147483647;
    }
}

inline void castRow(DataType from, DataType to, const void* a, void* out, int count) {
    if (isReal(from)) {
        const auto* x = static_cast<const float*>(a);
        if (to == DataType::Bool) return each<float, Int>(a, out, count, [](float v) { return v != 0; });
        if (to == DataType::Int8) return saturateRow(x, static_cast<Int*>(out), count, -128, 127);
        if (to == DataType::UInt8) return saturateRow(x, static_cast<Int*>(out), count, 0, 255);
        if (to == DataType::Int32) return truncateRow(x, static_cast<Int*>(out), count);
        return each<float, float>(a, out, count, [](float v) { return v; });
    }
    if (to == DataType::Bool) return each<Int, Int>(a, out, count, [](Int v) { return v != 0; });
    if (isReal(to)) return each<Int, float>(a, out, count, [](Int v) { return static_cast<float>(v); });
    return each<Int, Int>(a, out, count, [](Int v) { return v; });
}

/// Integers that left their type come back modulo its size.
inline void wrapRow(DataType type, Int* row, int count) {
    if (type == DataType::Int8)
        for (int i = 0; i < count; ++i) row[i] = static_cast<std::int8_t>(row[i]);
    if (type == DataType::UInt8)
        for (int i = 0; i < count; ++i) row[i] = static_cast<std::uint8_t>(row[i]);
}

inline void selectRow(const void* condition, const void* yes, const void* no, void* out, int count) {
    const auto* c = static_cast<const Int*>(condition);
    const auto* y = static_cast<const Int*>(yes);
    const auto* n = static_cast<const Int*>(no);
    auto* z = static_cast<Int*>(out);
    for (int i = 0; i < count; ++i) z[i] = c[i] != 0 ? y[i] : n[i];
}

inline const void* loadOperand(const Operand& operand, int count, unsigned char* slot) {
    const bool real = isReal(operand.type);
    if (!operand.repeats && (operand.type == DataType::Float || operand.type == DataType::Int32)) return operand.data;
    if (real) loadReal(operand.type, operand.data, operand.repeats ? 1 : count, reinterpret_cast<float*>(slot));
    else loadInteger(operand.type, operand.data, operand.repeats ? 1 : count, reinterpret_cast<Int*>(slot));
    if (!operand.repeats) return slot;
    auto* values = reinterpret_cast<Int*>(slot);
    const Int first = values[0];
    for (int i = 1; i < count; ++i) values[i] = first;
    return slot;
}

inline void fillConstant(const ProgramStepRecord& step, unsigned char* slot, int count) {
    float value[1] = {step.alpha};
    Int bits = 0;
    if (isReal(static_cast<DataType>(step.type))) std::memcpy(&bits, value, sizeof bits);
    else castRow(DataType::Float, static_cast<DataType>(step.type), value, &bits, 1);
    auto* values = reinterpret_cast<Int*>(slot);
    for (int i = 0; i < count; ++i) values[i] = bits;
}

/// One step with operands, result in `out`.
inline void computeStep(const ProgramRecord& program, const ProgramStepRecord& step, const void* const* values, unsigned char* out, int count) {
    const auto op = static_cast<PointwiseOp>(step.op);
    const auto type = static_cast<DataType>(step.type);
    const void* a = values[step.a];
    if (op == PointwiseOp::Select) return selectRow(a, values[step.b], values[step.c], out, count);
    const auto from = static_cast<DataType>(program.steps[step.a].type);
    if (op == PointwiseOp::Cast) castRow(from, type, a, out, count);
    else if (op == PointwiseOp::IsInf) each<float, Int>(a, out, count, [](float x) { return std::fabs(x) > 3.4028235e38F; });
    else if (op == PointwiseOp::IsNan) each<float, Int>(a, out, count, [](float x) { return x != x; });
    else if (step.b < 0 && isReal(from)) realUnary(step, a, out, count);
    else if (step.b < 0) integerUnary(step, a, out, count);
    else if (isReal(from)) realPair(step, a, values[step.b], out, count);
    else integerPair(step, a, values[step.b], out, count);
    if (!isReal(type)) wrapRow(type, reinterpret_cast<Int*>(out), count);
    if (type != DataType::Half) return;
    auto* reals = reinterpret_cast<float*>(out);
    for (int i = 0; i < count; ++i) reals[i] = widened(narrowed(reals[i]));
}

/// Runs a checked program over `count` <= kRow elements.
/// @param slots  stepCount times kSlotBytes
/// @param out    `count` elements of the result's type
inline void runProgram(const ProgramRecord& program, const Operand* operands, int count, unsigned char* slots, DataType type, unsigned char* out) {
    const void* values[kProgramSteps] = {};
    for (int s = 0; s < program.stepCount; ++s) {
        const ProgramStepRecord& step = program.steps[s];
        unsigned char* slot = slots + static_cast<std::uint64_t>(s) * kSlotBytes;
        values[s] = slot;
        if (static_cast<PointwiseOp>(step.op) == PointwiseOp::Input) values[s] = loadOperand(operands[step.a], count, slot);
        else if (static_cast<PointwiseOp>(step.op) == PointwiseOp::Constant) fillConstant(step, slot, count);
        else computeStep(program, step, values, slot, count);
    }
    const void* result = values[program.stepCount - 1];
    if (isReal(type)) storeReal(type, static_cast<const float*>(result), count, out);
    else storeInteger(type, static_cast<const Int*>(result), count, out);
}

}  // namespace
}  // namespace planscope::kernels::safe
