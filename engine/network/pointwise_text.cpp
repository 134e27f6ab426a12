// SPDX-License-Identifier: Apache-2.0
#include "engine/network/pointwise_text.h"

#include "engine/base/check.h"
#include "engine/network/lexer.h"
#include "engine/network/names.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

namespace planscope {
namespace {

constexpr std::array<std::string_view, kPointwiseOpCount> kWords = {
    "input", "constant", "exp", "log", "sqrt", "recip", "abs", "neg", "sin", "cos", "tan", "sinh", "cosh", "asin", "acos",
    "atan", "asinh", "acosh", "atanh", "ceil", "floor", "erf", "not", "sign", "round", "is_inf", "is_nan", "cast", "sum",
    "prod", "max", "min", "sub", "div", "pow", "floor_div", "and", "or", "xor", "equal", "greater", "less", "relu",
    "sigmoid", "tanh", "leaky_relu", "elu", "selu", "softsign", "softplus", "clip", "hard_sigmoid", "scaled_tanh",
    "thresholded_relu", "select"};

constexpr int kMaxNesting = 64;

const PointwiseStep& stepAt(const PointwiseProgram& program, int i) { return program.steps[static_cast<std::size_t>(i)]; }

bool isLeaf(const PointwiseStep& step) { return operandCount(step.op) == 0; }

bool givesBool(PointwiseOp op) {
    constexpr PointwiseOp kBool[] = {PointwiseOp::Not, PointwiseOp::IsInf, PointwiseOp::IsNan, PointwiseOp::And, PointwiseOp::Or,
                                     PointwiseOp::Xor, PointwiseOp::Equal, PointwiseOp::Greater, PointwiseOp::Less};
    return std::ranges::find(kBool, op) != std::end(kBool);
}

class Printer {
public:
    explicit Printer(const PointwiseProgram& program) : m_program(program) {
        for (int i = 0; i < program.stepCount; ++i)
            for (int k = 0; k < operandCount(stepAt(program, i).op); ++k) ++m_uses[static_cast<std::size_t>(operand(i, k))];
    }

    std::string print() {
        std::string out;
        const int last = m_program.stepCount - 1;
        for (int i = 0; i < last; ++i) {
            if (m_uses[static_cast<std::size_t>(i)] < 2 || isLeaf(stepAt(m_program, i))) continue;
            out += fmt::format("t{} = {}; ", m_names.size(), call(i));
            m_names.emplace(i, fmt::format("t{}", m_names.size()));
        }
        return out + call(last);
    }

private:
    int operand(int i, int k) const {
        const PointwiseStep& step = stepAt(m_program, i);
        return k == 0 ? step.a : k == 1 ? step.b : step.c;
    }

    std::string value(int i) {
        const auto named = m_names.find(i);
        return named == m_names.end() ? call(i) : named->second;
    }

    std::string call(int i) {
        const PointwiseStep& step = stepAt(m_program, i);
        if (step.op == PointwiseOp::Input) return inputText(step);
        if (step.op == PointwiseOp::Constant)
            return step.type == DataType::Float ? fmt::format("{}", step.alpha)
                                                : fmt::format("constant({}, {})", step.alpha, toString(step.type));
        std::string out = std::string(toString(step.op)) + '(';
        for (int k = 0; k < operandCount(step.op); ++k) out += (k > 0 ? ", " : "") + value(operand(i, k));
        if (step.op == PointwiseOp::Cast) out += fmt::format(", {}", toString(step.type));
        if (step.alpha != 0) out += fmt::format(", alpha={}", step.alpha);
        if (step.beta != 0) out += fmt::format(", beta={}", step.beta);
        return out + ')';
    }

    std::string inputText(const PointwiseStep& step) const {
        return step.type == DataType::Float ? fmt::format("i{}", step.a) : fmt::format("i{}:{}", step.a, toString(step.type));
    }

    const PointwiseProgram& m_program;
    std::array<int, kMaxPointwiseSteps> m_uses{};
    std::map<int, std::string> m_names;
};

class Parser {
public:
    explicit Parser(std::string_view text) : m_lexer(text) {}

    Result<PointwiseProgram> parse() {
        PS_ASSIGN(int last, expression(0));
        while (!m_lexer.atEnd()) PS_TRY(statement(last));
        PS_CHECK(m_pending.empty() && m_program.stepCount > 0, Code::Format, "'{}' is not a value", m_pending);
        PS_CHECK(last == m_program.stepCount - 1, Code::Format, "the result must be the last value that is computed");
        return m_program;
    }

private:
    /// "= expression" after a name that is new, or "; expression".
    Status statement(int& last) {
        if (m_lexer.accept(";")) {
            PS_ASSIGN(last, expression(0));
            return {};
        }
        PS_CHECK(!m_pending.empty(), Code::Format, "only a new name can be given a value");
        PS_TRY(m_lexer.expect("="));
        const std::string name = std::exchange(m_pending, {});
        PS_ASSIGN(last, expression(0));
        m_names.emplace(name, last);
        return {};
    }

    Result<int> add(PointwiseStep step) {
        PS_CHECK(m_program.stepCount < kMaxPointwiseSteps, Code::Limit, "a program has at most {} steps", kMaxPointwiseSteps);
        m_program.steps[static_cast<std::size_t>(m_program.stepCount)] = step;
        return m_program.stepCount++;
    }

    Result<int> expression(int depth) {
        PS_CHECK(depth < kMaxNesting, Code::Limit, "expressions nest at most {} deep", kMaxNesting);
        if (m_lexer.kind() == Lexer::Kind::Number) {
            PS_ASSIGN(const double value, m_lexer.number());
            return add({.op = PointwiseOp::Constant, .alpha = static_cast<float>(value)});
        }
        PS_ASSIGN(const std::string word, m_lexer.name());
        if (const auto known = m_names.find(word); known != m_names.end()) return known->second;
        if (m_lexer.accept("(")) return call(word, depth);
        if (const auto input = inputStep(word)) return leafInput(*input);
        PS_CHECK(depth == 0 && word.starts_with('t'), Code::Format, "'{}' is not a value", word);
        m_pending = word;
        return -1;
    }

    static std::optional<PointwiseStep> inputStep(std::string_view word) {
        if (word.size() < 2 || word[0] != 'i' || word[1] < '0' || word[1] >= '0' + kMaxPointwiseInputs) return std::nullopt;
        PointwiseStep step{.op = PointwiseOp::Input, .a = static_cast<std::int8_t>(word[1] - '0')};
        if (word.size() == 2) return step;
        const auto type = word[2] == ':' ? parseDataType(word.substr(3)) : fail(Code::Format, "");
        if (!type) return std::nullopt;
        step.type = *type;
        return step;
    }

    Result<int> leafInput(const PointwiseStep& step) {
        for (int i = 0; i < m_program.stepCount; ++i)
            if (stepAt(m_program, i) == step) return i;
        m_program.inputCount = std::max<std::int8_t>(m_program.inputCount, static_cast<std::int8_t>(step.a + 1));
        return add(step);
    }

    Result<int> call(const std::string& word, int depth) {
        const auto at = std::ranges::find(kWords, word);
        PS_CHECK(at != kWords.end() && word != "input", Code::Format, "'{}' is not a pointwise operation", word);
        PointwiseStep step{.op = static_cast<PointwiseOp>(at - kWords.begin())};
        std::int8_t* operands[] = {&step.a, &step.b, &step.c};
        for (int k = 0; k < operandCount(step.op); ++k) {
            if (k > 0) PS_TRY(m_lexer.expect(","));
            PS_ASSIGN(const int value, expression(depth + 1));
            *operands[k] = static_cast<std::int8_t>(value);
        }
        if (step.op == PointwiseOp::Constant) {
            PS_ASSIGN(const double value, m_lexer.number());
            step.alpha = static_cast<float>(value);
        }
        PS_TRY(options(step));
        if (givesBool(step.op)) step.type = DataType::Bool;
        else if (operandCount(step.op) > 0 && step.op != PointwiseOp::Cast)
            step.type = stepAt(m_program, step.op == PointwiseOp::Select ? step.b : step.a).type;
        return add(step);
    }

    Status options(PointwiseStep& step) {
        while (m_lexer.accept(",")) {
            PS_ASSIGN(const std::string word, m_lexer.name());
            if (!m_lexer.accept("=")) {
                PS_ASSIGN(step.type, parseDataType(word));
                continue;
            }
            PS_CHECK(word == "alpha" || word == "beta", Code::Format, "'{}' is not a parameter of a pointwise operation", word);
            PS_ASSIGN(const double value, m_lexer.number());
            (word == "alpha" ? step.alpha : step.beta) = static_cast<float>(value);
        }
        return m_lexer.expect(")");
    }

    Lexer m_lexer;
    PointwiseProgram m_program;
    std::map<std::string, int> m_names;
    std::string m_pending;
};

}  // namespace

std::string_view toString(PointwiseOp op) { return kWords[static_cast<std::size_t>(op)]; }

std::string toString(const PointwiseProgram& program) { return program.empty() ? "" : Printer(program).print(); }

Result<PointwiseProgram> parsePointwise(std::string_view text) {
    if (text.empty()) return PointwiseProgram{};
    return Parser(text).parse();
}

Result<PointwiseProgram> compose(const PointwiseProgram& inner, const PointwiseProgram& outer, int slot) {
    if (inner.empty()) return outer;
    PointwiseProgram out = inner;
    std::array<std::int8_t, kMaxPointwiseSteps> moved{};
    const std::int8_t result = static_cast<std::int8_t>(inner.stepCount - 1);
    for (int i = 0; i < outer.stepCount; ++i) {
        PointwiseStep step = stepAt(outer, i);
        if (step.op == PointwiseOp::Input && step.a == slot) {
            moved[static_cast<std::size_t>(i)] = result;
            continue;
        }
        if (step.op == PointwiseOp::Input) {
            step.a = static_cast<std::int8_t>(inner.inputCount + step.a - (step.a > slot ? 1 : 0));
            PS_CHECK(step.a < kMaxPointwiseInputs, Code::Limit, "a program reads at most {} inputs", kMaxPointwiseInputs);
            out.inputCount = std::max<std::int8_t>(out.inputCount, static_cast<std::int8_t>(step.a + 1));
        }
        std::int8_t* operands[] = {&step.a, &step.b, &step.c};
        for (int k = 0; k < operandCount(step.op); ++k) *operands[k] = moved[static_cast<std::size_t>(*operands[k])];
        PS_CHECK(out.stepCount < kMaxPointwiseSteps, Code::Limit, "a program has at most {} steps", kMaxPointwiseSteps);
        out.steps[static_cast<std::size_t>(out.stepCount)] = step;
        moved[static_cast<std::size_t>(i)] = out.stepCount++;
    }
    PS_ASSERT(moved[static_cast<std::size_t>(outer.stepCount - 1)] == out.stepCount - 1, "the composed result is not the last step");
    return out;
}

}  // namespace planscope
