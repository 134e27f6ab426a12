// SPDX-License-Identifier: Apache-2.0
// From the steps of a program to instructions over registers.
#include "kernels/api/half.h"
#include "kernels/cpu/pointwise.h"
#include "kernels/cpu/pointwise_types.h"

#include <algorithm>
#include <bit>

namespace planscope::kernels::cpu {
namespace {

/// The values that an integer step can have, all of which a float holds exactly; nothing is known where low > high.
struct Interval {
    float low = 1, high = 0;
    bool isKnown() const { return low <= high; }
    bool isWithin(Interval other) const { return isKnown() && low >= other.low && high <= other.high; }
};

constexpr float kMaxExact = 0x1p22F;

Interval intervalOf(DataType type) {
    if (type == DataType::Int8) return {-128, 127};
    if (type == DataType::UInt8) return {0, 255};
    return {};
}

/// Of a step whose operands have the given intervals. @pre operands are earlier steps
Interval intervalOf(const PointwiseProgram& program, const PointwiseStep& step, const Interval* known) {
    const auto at = [&](std::int8_t i) -> const PointwiseStep& { return program.steps[static_cast<std::size_t>(i)]; };
    if (!isInteger(step.type)) return {};
    if (step.op == PointwiseOp::Constant) return step.alpha == static_cast<float>(static_cast<int>(step.alpha)) ? Interval{step.alpha, step.alpha} : Interval{};
    if (step.op == PointwiseOp::Input) return intervalOf(step.type);
    if (step.op == PointwiseOp::Sum && known[step.a].isKnown() && known[step.b].isKnown()) {
        const Interval sum{known[step.a].low + known[step.b].low, known[step.a].high + known[step.b].high};
        return sum.isWithin({-kMaxExact, kMaxExact}) ? sum : Interval{};
    }
    if (step.op != PointwiseOp::Cast) return {};
    if (isInteger(at(step.a).type)) {
        const Interval wanted = step.type == DataType::Int32 ? Interval{-kMaxExact, kMaxExact} : intervalOf(step.type);
        return known[step.a].isWithin(wanted) ? known[step.a] : Interval{};
    }
    if (isByte(step.type)) return intervalOf(step.type);
    const PointwiseStep& rounded = at(step.a);
    const PointwiseStep& clip = rounded.op == PointwiseOp::Round ? at(rounded.a) : rounded;
    if (clip.op != PointwiseOp::Clip || clip.alpha > 0 || clip.beta < 0) return {};
    return Interval{clip.alpha, clip.beta}.isWithin({-kMaxExact, kMaxExact}) ? Interval{clip.alpha, clip.beta} : Interval{};
}

/// Its result is one of its operands or differs in sign only: halves stay halves.
bool givesOperands(PointwiseOp op) {
    using enum PointwiseOp;
    return op == Relu || op == Max || op == Min || op == Abs || op == Neg || op == Select;
}

/// Step `s` divides by a known number, and the next one rounds the quotient.
bool isQuantisation(const PointwiseProgram& program, int s) {
    const auto at = static_cast<std::size_t>(s);
    if (s + 1 >= program.stepCount || program.steps[at].op != PointwiseOp::Div || program.steps[at].type != DataType::Float) return false;
    const PointwiseStep& divisor = program.steps[static_cast<std::size_t>(program.steps[at].b)];
    const bool isNormal = divisor.op == PointwiseOp::Constant && divisor.alpha >= 0x1p-60F && divisor.alpha <= 0x1p60F;
    return isNormal && program.steps[at + 1].op == PointwiseOp::Round && program.steps[at + 1].a == s;
}

/// Step `s` is a sigmoid, and the next one multiplies its operand by it.
bool isGate(const PointwiseProgram& program, int s) {
    const auto at = static_cast<std::size_t>(s);
    if (s + 1 >= program.stepCount || program.steps[at].op != PointwiseOp::Sigmoid || program.steps[at].type != DataType::Float) return false;
    const PointwiseStep& product = program.steps[at + 1];
    const bool isOfOperand = (product.a == s && product.b == program.steps[at].a) || (product.b == s && product.a == program.steps[at].a);
    return product.op == PointwiseOp::Prod && isOfOperand;
}

}  // namespace

bool PointwisePlan::compile(const PointwiseProgram& program) {
    const int steps = program.stepCount;
    const auto inputs = static_cast<int>(m_inputs.size());
    std::array<int, kMaxPointwiseSteps> lastUse{};
    for (int s = 0; s < steps; ++s) {
        const PointwiseStep& step = program.steps[static_cast<std::size_t>(s)];
        const std::int8_t operands[3] = {step.a, step.b, step.c};
        for (int o = 0; o < operandCount(step.op); ++o) {
            if (operands[o] < 0 || operands[o] >= s) return false;
            lastUse[static_cast<std::size_t>(operands[o])] = s;
        }
    }
    for (int s = 0; s < steps; ++s) {
        const PointwiseStep& step = program.steps[static_cast<std::size_t>(s)];
        if (step.op == PointwiseOp::Constant) {
            const bool isBool = step.type == DataType::Bool;
            const float mask = std::bit_cast<float>(step.alpha != 0 ? ~0U : 0U);
            const float value = step.type == DataType::Half ? floatFromHalf(halfFromFloat(step.alpha)) : step.alpha;
            m_constants.push_back(isBool ? mask : value);
        }
    }
    const int firstSlot = inputs + static_cast<int>(m_constants.size());
    std::array<std::int8_t, kMaxPointwiseSteps> registers{};
    std::array<bool, kMaxSlots> busy{};
    std::array<Interval, kMaxPointwiseSteps> intervals{};
    int constant = inputs;
    const auto isUsedOnce = [&](int s) { return lastUse[static_cast<std::size_t>(s)] == s + 1; };
    const auto isRoundedQuotient = [&](int s) { return isQuantisation(program, s) && isUsedOnce(s); };
    const auto isOwnGate = [&](int s) { return isGate(program, s) && isUsedOnce(s); };
    for (int s = 0; s < steps; ++s) {
        const auto at = static_cast<std::size_t>(s);
        const PointwiseStep& step = program.steps[at];
        if (!isReadable(step.type)) return false;
        intervals[at] = intervalOf(program, step, intervals.data());
        if (step.op == PointwiseOp::Input) {
            if (step.a < 0 || step.a >= inputs) return false;
            if (m_inputs[static_cast<std::size_t>(step.a)].type != step.type) return false;
            registers[at] = step.a;
            continue;
        }
        if (step.op == PointwiseOp::Constant) {
            registers[at] = static_cast<std::int8_t>(constant++);
            continue;
        }
        if (isRoundedQuotient(s) || isOwnGate(s)) continue;
        Instruction instruction{.function = m_isa->functions[static_cast<int>(step.op)], .alpha = step.alpha, .beta = step.beta};
        std::int8_t operands[3] = {step.a, step.b, step.c};
        if (s > 0 && isRoundedQuotient(s - 1)) {
            const PointwiseStep& quotient = program.steps[at - 1];
            instruction.function = m_isa->divideRound;
            instruction.alpha = program.steps[static_cast<std::size_t>(quotient.b)].alpha;
            instruction.beta = 1 / instruction.alpha;
            operands[0] = quotient.a;
            if (lastUse[static_cast<std::size_t>(quotient.a)] == s - 1) lastUse[static_cast<std::size_t>(quotient.a)] = s;
        }
        if (s > 0 && isOwnGate(s - 1)) {
            instruction.function = m_isa->gated;
            operands[0] = operands[1] = program.steps[at - 1].a;
        }
        const auto typeOf = [&](std::int8_t operand) { return program.steps[static_cast<std::size_t>(operand)].type; };
        const bool integerOperand = isInteger(typeOf(step.op == PointwiseOp::Select ? step.b : step.a));
        // Integers are held as floats: what they can be must be known, but for a cast to Float of what was just read.
        if (isInteger(step.type) && !intervals[at].isKnown()) return false;
        if (integerOperand && step.type == DataType::Float && step.op != PointwiseOp::Cast) return false;
        if (isInteger(step.type) && step.op != PointwiseOp::Cast && step.op != PointwiseOp::Sum) return false;
        if (integerOperand && step.type == DataType::Bool) return false;
        const bool boolOperand = typeOf(step.op == PointwiseOp::Select ? step.b : step.a) == DataType::Bool;
        if (step.op == PointwiseOp::Equal && boolOperand) instruction.function = m_isa->boolEqual;
        if (step.op == PointwiseOp::Cast) {
            instruction.function = m_isa->copy;
            if (boolOperand && step.type == DataType::Float) instruction.function = m_isa->boolToFloat;
            if (!boolOperand && step.type == DataType::Bool) instruction.function = m_isa->floatToBool;
            if (boolOperand && step.type == DataType::Half) instruction.function = m_isa->boolToFloat;
            if (!boolOperand && step.type == DataType::Half) instruction.function = m_isa->toHalf;
            if (boolOperand && isInteger(step.type)) return false;
            if (!boolOperand && !integerOperand && isInteger(step.type)) {
                instruction.function = m_isa->toInteger;
                instruction.alpha = intervals[at].low;
                instruction.beta = intervals[at].high;
            }
        }
        const bool takesBool = step.op == PointwiseOp::Not || step.op == PointwiseOp::And || step.op == PointwiseOp::Or ||
                               step.op == PointwiseOp::Xor || step.op == PointwiseOp::Equal ||
                               step.op == PointwiseOp::Cast || step.op == PointwiseOp::Select;
        const bool takesFloat = step.op != PointwiseOp::Not && step.op != PointwiseOp::And &&
                                step.op != PointwiseOp::Or && step.op != PointwiseOp::Xor;
        if (!instruction.function || (boolOperand ? !takesBool : !takesFloat)) return false;
        for (int o = 0; o < operandCount(step.op); ++o) {
            const auto operand = static_cast<std::size_t>(operands[o]);
            instruction.operands[static_cast<std::size_t>(o)] = registers[operand];
            const int slot = registers[operand] - firstSlot;
            if (slot >= 0 && lastUse[operand] == s) busy[static_cast<std::size_t>(slot)] = false;
        }
        const auto free = std::find(busy.begin(), busy.end(), false);
        if (free == busy.end()) return false;
        *free = true;
        instruction.slot = static_cast<std::int8_t>(free - busy.begin());
        registers[at] = static_cast<std::int8_t>(firstSlot + instruction.slot);
        m_instructions.push_back(instruction);
        if (step.type != DataType::Half || step.op == PointwiseOp::Cast || givesOperands(step.op)) continue;
        m_instructions.push_back({.function = m_isa->toHalf, .operands = {registers[at], -1, -1}, .slot = instruction.slot});
    }
    const PointwiseOp last = program.result().op;
    if (last == PointwiseOp::Input || last == PointwiseOp::Constant) {
        Instruction copy{.function = m_isa->copy};
        copy.operands[0] = registers[static_cast<std::size_t>(steps - 1)];
        m_instructions.push_back(copy);
    }
    return true;
}

}  // namespace planscope::kernels::cpu
