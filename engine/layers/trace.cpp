// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/trace.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/network/extent.h"
#include "engine/network/names.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace planscope::layers {
namespace {

using Value = std::optional<std::int64_t>;

constexpr auto kCount = static_cast<std::size_t>(kPointwiseOpCount);

/// Integers divide towards zero, which for extents is downwards.
Value divided(std::int64_t a, std::int64_t b) {
    if (b == 0) return std::nullopt;
    if (extent::isNumber(a) && extent::isNumber(b)) return a / b;
    return extent::divideDown(a, b);
}

Value dividedDown(std::int64_t a, std::int64_t b) {
    if (b == 0) return std::nullopt;
    return extent::divideDown(a, b);
}

/// An open extent is at least 0, so that it differs from a negative number.
Value areEqual(std::int64_t a, std::int64_t b) {
    if (a == b) return 1;
    if (extent::isNumber(a) && extent::isNumber(b)) return 0;
    const bool hasNegative = (extent::isNumber(a) && a < 0) || (extent::isNumber(b) && b < 0);
    return hasNegative ? Value(0) : std::nullopt;
}

Value isGreater(std::int64_t a, std::int64_t b) {
    if (a == b) return 0;
    if (extent::isNumber(a) && extent::isNumber(b)) return a > b;
    if (extent::isNumber(a) && a < 0) return 0;
    if (extent::isNumber(b) && b < 0) return 1;
    return std::nullopt;
}

Value logical(std::int64_t a, std::int64_t b, bool (*function)(bool, bool)) {
    if (!extent::isNumber(a) || !extent::isNumber(b)) return std::nullopt;
    return function(a != 0, b != 0);
}

using Operation = Value (*)(std::int64_t a, std::int64_t b);

/// Operations on one or two extents; null for those that have no meaning here.
constexpr std::array<Operation, kCount> kOperations = [] {
    std::array<Operation, kCount> table{};
    const auto set = [&](PointwiseOp op, Operation operation) { table[static_cast<std::size_t>(op)] = operation; };
    set(PointwiseOp::Sum, [](std::int64_t a, std::int64_t b) { return Value(extent::add(a, b)); });
    set(PointwiseOp::Sub, [](std::int64_t a, std::int64_t b) { return Value(extent::subtract(a, b)); });
    set(PointwiseOp::Prod, [](std::int64_t a, std::int64_t b) { return Value(extent::multiply(a, b)); });
    set(PointwiseOp::Min, [](std::int64_t a, std::int64_t b) { return Value(extent::smaller(a, b)); });
    set(PointwiseOp::Max, [](std::int64_t a, std::int64_t b) { return Value(extent::larger(a, b)); });
    set(PointwiseOp::Div, divided);
    set(PointwiseOp::FloorDiv, dividedDown);
    set(PointwiseOp::Neg, [](std::int64_t a, std::int64_t) { return Value(extent::subtract(0, a)); });
    set(PointwiseOp::Equal, areEqual);
    set(PointwiseOp::Greater, isGreater);
    set(PointwiseOp::Less, [](std::int64_t a, std::int64_t b) { return isGreater(b, a); });
    set(PointwiseOp::And, [](std::int64_t a, std::int64_t b) { return logical(a, b, [](bool x, bool y) { return x && y; }); });
    set(PointwiseOp::Or, [](std::int64_t a, std::int64_t b) { return logical(a, b, [](bool x, bool y) { return x || y; }); });
    set(PointwiseOp::Xor, [](std::int64_t a, std::int64_t b) { return logical(a, b, [](bool x, bool y) { return x != y; }); });
    set(PointwiseOp::Not, [](std::int64_t a, std::int64_t) { return logical(a, 0, [](bool x, bool) { return !x; }); });
    return table;
}();

bool isInteger(DataType type) {
    return type == DataType::Int32 || type == DataType::Bool;
}

/// To a type of the same kind or from Bool to Int32; Int32 to Bool asks whether a number is 0.
Value casted(std::int64_t value, DataType to) {
    if (to == DataType::Int32) return value;
    if (to != DataType::Bool || !extent::isNumber(value)) return std::nullopt;
    return value != 0;
}

Value constantValue(const PointwiseStep& step) {
    const double value = static_cast<double>(step.alpha);
    if (value != std::trunc(value) || std::abs(value) > static_cast<double>(kMaxElements)) return std::nullopt;
    return static_cast<std::int64_t>(value);
}

class Evaluation {
public:
    Evaluation(const PointwiseProgram& program, std::span<const std::vector<std::int64_t>> inputs)
        : m_program(program), m_inputs(inputs) {}

    Value at(std::size_t element) {
        for (std::size_t i = 0; i < stepCount(); ++i) m_values[i] = evaluate(m_program.steps[i], element);
        return m_values[stepCount() - 1];
    }

private:
    std::size_t stepCount() const { return static_cast<std::size_t>(m_program.stepCount); }
    Value operand(std::int8_t i) const { return i < 0 ? Value(0) : m_values[static_cast<std::size_t>(i)]; }

    Value evaluate(const PointwiseStep& step, std::size_t element) const {
        if (step.op == PointwiseOp::Constant) return constantValue(step);
        if (step.op == PointwiseOp::Input) {
            const std::vector<std::int64_t>& input = m_inputs[static_cast<std::size_t>(step.a)];
            return input.size() == 1 ? input[0] : input[element];
        }
        const Value a = operand(step.a);
        if (!a) return std::nullopt;
        if (step.op == PointwiseOp::Select) return selected(*a, operand(step.b), operand(step.c));
        if (step.op == PointwiseOp::Cast) return casted(*a, step.type);
        const Operation operation = kOperations[static_cast<std::size_t>(step.op)];
        const Value b = operand(step.b);
        return operation && b ? operation(*a, *b) : std::nullopt;
    }

    static Value selected(std::int64_t condition, Value whenTrue, Value whenFalse) {
        if (!extent::isNumber(condition)) return std::nullopt;
        return condition != 0 ? whenTrue : whenFalse;
    }

    const PointwiseProgram& m_program;
    std::span<const std::vector<std::int64_t>> m_inputs;
    std::array<Value, kMaxPointwiseSteps> m_values{};
};

}  // namespace

Trace traceOf(const TensorInfo& tensor) {
    if (!isInteger(tensor.type)) return std::nullopt;
    auto values = knownIntegers(tensor);
    return values ? std::move(*values) : std::nullopt;
}

Trace traceOfFirst(const LayerView& layer) {
    return traceOf(layer.input(0));
}

Trace traceProgram(const PointwiseProgram& program, std::span<const TensorInfo> inputs) {
    std::vector<std::vector<std::int64_t>> values;
    std::size_t count = 1;
    for (const TensorInfo& input : inputs) {
        Trace trace = traceOf(input);
        if (!trace) return std::nullopt;
        if (trace->size() != 1) count = trace->size();
        values.push_back(std::move(*trace));
    }
    Evaluation evaluation(program, values);
    std::vector<std::int64_t> out;
    for (std::size_t i = 0; i < count; ++i) {
        const Value value = evaluation.at(i);
        if (!value) return std::nullopt;
        out.push_back(*value);
    }
    return out;
}

Status checkIntegerList(const LayerView& layer, int i, std::string_view what, std::int64_t length) {
    PS_TRY(checkType(layer, i, DataType::Int32));
    const Dims& dims = layer.input(i).dims;
    PS_CHECK(extent::mayEqual(dims, Dims{length}),
             Code::Shape,
             "the {} (input {}) is {}, a list of {} is needed",
             what,
             i,
             toString(dims),
             length);
    return {};
}

Status checkInteger(const LayerView& layer, int i, std::string_view what) {
    PS_TRY(checkType(layer, i, DataType::Int32));
    PS_CHECK(extent::mayEqual(extent::volume(layer.input(i).dims), 1),
             Code::Shape,
             "the {} (input {}) is {}, one element is needed",
             what,
             i,
             toString(layer.input(i).dims));
    return {};
}

Result<Dims> extentsIn(const LayerView& layer, int i, std::string_view what, int length) {
    const Trace values = traceOf(layer.input(i));
    Dims out = Dims::filled(length, extent::kAnonymous);
    if (!values || values->size() != static_cast<std::size_t>(length)) return out;
    for (const std::int64_t value : *values)
        PS_CHECK(!extent::isNumber(value) || (value >= 0 && value <= kMaxElements),
                 Code::Value,
                 "the {} (input {}) holds {}, which is outside [0, {}]",
                 what,
                 i,
                 value,
                 kMaxElements);
    std::ranges::copy(*values, out.begin());
    return out;
}

Dims valuesOf(const TensorView& list) {
    Dims out;
    for (std::int64_t i = 0; i < list.volume(); ++i) out.push(list.as<std::int32_t>()[i]);
    return out;
}

}  // namespace planscope::layers
