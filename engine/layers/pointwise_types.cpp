// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/pointwise_types.h"

#include "engine/base/check.h"
#include "engine/network/names.h"
#include "engine/network/pointwise_text.h"

namespace planscope::layers {
namespace {

constexpr unsigned bit(DataType type) {
    return 1U << static_cast<unsigned>(type);
}
constexpr unsigned kReal = bit(DataType::Float) | bit(DataType::Half);
constexpr unsigned kNumber = kReal | bit(DataType::Int32);
constexpr unsigned kBool = bit(DataType::Bool);
constexpr unsigned kAny = kNumber | kBool | bit(DataType::Int8) | bit(DataType::UInt8);

enum class Gives : std::uint8_t { OperandType, Bool };

struct TypeRule {
    PointwiseOp first, last;  ///< a range of operations
    unsigned takes;
    Gives gives;
};

/// In the order of PointwiseOp; later rows win, so that exceptions stand after their range.
constexpr TypeRule kRules[] = {
    {PointwiseOp::Exp, PointwiseOp::Erf, kReal, Gives::OperandType},
    {PointwiseOp::Abs, PointwiseOp::Neg, kNumber, Gives::OperandType},
    {PointwiseOp::Not, PointwiseOp::Not, kBool, Gives::OperandType},
    {PointwiseOp::Sign, PointwiseOp::Sign, kNumber, Gives::OperandType},
    {PointwiseOp::Round, PointwiseOp::Round, kReal, Gives::OperandType},
    {PointwiseOp::IsInf, PointwiseOp::IsNan, kReal, Gives::Bool},
    {PointwiseOp::Cast, PointwiseOp::Cast, kAny, Gives::OperandType},
    {PointwiseOp::Sum, PointwiseOp::FloorDiv, kNumber, Gives::OperandType},
    {PointwiseOp::And, PointwiseOp::Xor, kBool, Gives::OperandType},
    {PointwiseOp::Equal, PointwiseOp::Equal, kNumber | kBool, Gives::Bool},
    {PointwiseOp::Greater, PointwiseOp::Less, kNumber, Gives::Bool},
    {PointwiseOp::Relu, PointwiseOp::ThresholdedRelu, kReal, Gives::OperandType},
    {PointwiseOp::Select, PointwiseOp::Select, kAny, Gives::OperandType},
};

TypeRule ruleOf(PointwiseOp op) {
    TypeRule found{op, op, kAny, Gives::OperandType};
    for (const TypeRule& rule : kRules)
        if (op >= rule.first && op <= rule.last) found = rule;
    return found;
}

/// Type that a step must have. @pre its operands are earlier steps
Result<DataType>
typeOfStep(const PointwiseProgram& program, const PointwiseStep& step, std::span<const DataType> inputs) {
    if (step.op == PointwiseOp::Input) return inputs[static_cast<std::size_t>(step.a)];
    if (step.op == PointwiseOp::Constant) return step.type;
    const auto typeAt = [&](std::int8_t i) {
        return i < 0 ? step.type : program.steps[static_cast<std::size_t>(i)].type;
    };
    const DataType operands[] = {typeAt(step.a), typeAt(step.b), typeAt(step.c)};
    PS_ASSIGN(const DataType result,
              resultType(step.op, std::span(operands).first(static_cast<std::size_t>(operandCount(step.op)))));
    return step.op == PointwiseOp::Cast ? step.type : result;
}

Status checkStep(const PointwiseProgram& program, int index, std::span<const DataType> inputs) {
    const PointwiseStep& step = program.steps[static_cast<std::size_t>(index)];
    PS_CHECK(static_cast<int>(step.op) < kPointwiseOpCount,
             Code::Attribute,
             "operation {} does not exist",
             static_cast<int>(step.op));
    PS_CHECK(step.type < DataType::Fp8, Code::UnsupportedType, "its type is not supported");
    const std::int8_t operands[] = {step.a, step.b, step.c};
    for (int i = 0; i < operandCount(step.op); ++i)
        PS_CHECK(
            operands[i] >= 0 && operands[i] < index, Code::Attribute, "operand {} is not an earlier step", operands[i]);
    if (step.op == PointwiseOp::Input)
        PS_CHECK(step.a >= 0 && step.a < program.inputCount, Code::Attribute, "input {} does not exist", step.a);
    PS_ASSIGN(const DataType type, typeOfStep(program, step, inputs));
    PS_CHECK(type == step.type, Code::DataType, "its type must be {}, got {}", toString(type), toString(step.type));
    return {};
}

}  // namespace

Result<DataType> resultType(PointwiseOp op, std::span<const DataType> operands) {
    const TypeRule rule = ruleOf(op);
    const bool isSelect = op == PointwiseOp::Select;
    if (isSelect)
        PS_CHECK(
            operands[0] == DataType::Bool, Code::DataType, "the condition must be bool, got {}", toString(operands[0]));
    const auto values = operands.subspan(isSelect ? 1 : 0);
    for (const DataType type : values) {
        PS_CHECK(
            (rule.takes & bit(type)) != 0, Code::DataType, "{} does not take {} values", toString(op), toString(type));
        PS_CHECK(type == values[0],
                 Code::DataType,
                 "{} takes operands of one type, got {} and {}",
                 toString(op),
                 toString(values[0]),
                 toString(type));
    }
    return rule.gives == Gives::Bool ? DataType::Bool : values[0];
}

Status checkProgram(const PointwiseProgram& program, std::span<const DataType> inputs) {
    PS_CHECK(program.stepCount > 0 && program.stepCount <= kMaxPointwiseSteps,
             Code::Attribute,
             "the program has {} steps, 1 to {} are possible",
             program.stepCount,
             kMaxPointwiseSteps);
    PS_CHECK(program.inputCount == static_cast<int>(inputs.size()),
             Code::Arity,
             "the program reads {} inputs, the layer has {}",
             program.inputCount,
             inputs.size());
    for (int i = 0; i < program.stepCount; ++i)
        PS_TRY(within(fmt::format("step {}", i), checkStep(program, i, inputs)));
    return {};
}

}  // namespace planscope::layers
