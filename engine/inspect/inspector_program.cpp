// SPDX-License-Identifier: Apache-2.0
#include "engine/inspect/inspector_program.h"

#include "engine/inspect/escape.h"
#include "engine/network/names.h"
#include "engine/network/pointwise_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace planscope::inspect {
namespace {

/// Operations whose alpha and beta are arguments.
constexpr std::array kWithAlpha{PointwiseOp::LeakyRelu, PointwiseOp::Elu, PointwiseOp::ThresholdedRelu};
constexpr std::array kWithBoth{PointwiseOp::Selu, PointwiseOp::Softplus, PointwiseOp::Clip, PointwiseOp::HardSigmoid, PointwiseOp::ScaledTanh};

std::string callName(PointwiseOp op) {
    std::string out = "pwgen::i";
    bool isStart = true;
    for (const char c : planscope::toString(op)) {
        if (c != '_') out += isStart ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
        isStart = c == '_';
    }
    return out;
}

/// Names its values as it goes through a program.
class Printer {
public:
    explicit Printer(const PointwiseProgram& program) : m_program(program) {}

    JsonFields run() {
        for (int i = 0; i < m_program.stepCount; ++i) add(m_program.steps[static_cast<std::size_t>(i)]);
        std::vector<std::string> arguments;
        for (int i = 0; i < m_program.inputCount; ++i) arguments.push_back(fmt::format("arg{}", i));
        const std::vector<std::string> results{m_names.empty() ? "arg0" : m_names.back()};
        return {{"ParameterSubType", "\"PointWiseExpression\""},
                {"NbInputArgs", std::to_string(arguments.size())},
                {"InputArgs", list(arguments)},
                {"NbOutputVars", std::to_string(results.size())},
                {"OutputVars", list(results)},
                {"NbParams", "0"},
                {"Params", "[]"},
                {"NbLiterals", std::to_string(m_literals.size())},
                {"Literals", list(m_literals)},
                {"NbOperations", std::to_string(m_operations.size())},
                {"Operations", list(m_operations)}};
    }

private:
    static std::string list(const std::vector<std::string>& texts) {
        std::string out;
        for (const std::string& text : texts) out += (out.empty() ? "" : ", ") + jsonString(text);
        return '[' + out + ']';
    }

    std::string literal(float value) {
        m_literals.push_back(fmt::format("{:e}f", value));
        return fmt::format("literal{}", m_literals.size() - 1);
    }

    void add(const PointwiseStep& step) {
        if (step.op == PointwiseOp::Input) return m_names.push_back(fmt::format("arg{}", int{step.a}));
        if (step.op == PointwiseOp::Constant) return m_names.push_back(literal(step.alpha));
        const std::int8_t operands[] = {step.a, step.b, step.c};
        std::vector<std::string> arguments;
        for (int i = 0; i < operandCount(step.op); ++i) arguments.push_back(m_names[static_cast<std::size_t>(operands[i])]);
        const bool both = std::ranges::find(kWithBoth, step.op) != kWithBoth.end();
        if (both || std::ranges::find(kWithAlpha, step.op) != kWithAlpha.end()) arguments.push_back(literal(step.alpha));
        if (both) arguments.push_back(literal(step.beta));
        std::string call = callName(step.op);
        if (step.op == PointwiseOp::Cast) call += fmt::format("<{}>", planscope::toString(step.type));
        const std::string name = fmt::format("var{}", m_operations.size());
        m_operations.push_back(fmt::format("const auto {} = {}({});", name, call, fmt::join(arguments, ", ")));
        m_names.push_back(name);
    }

    const PointwiseProgram& m_program;
    std::vector<std::string> m_names;  ///< per step
    std::vector<std::string> m_literals, m_operations;
};

}  // namespace

JsonFields programFields(const PointwiseProgram& program) { return Printer(program).run(); }

}  // namespace planscope::inspect
