// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/layers/layer_cases.h"

#include "engine/base/check.h"
#include "engine/layers/layer_table.h"
#include "engine/network/evaluate.h"
#include "engine/network/lexer.h"
#include "engine/network/text.h"
#include "tests/engine/layers/case_values.h"

#include <cmath>

namespace planscope::layer_tests {
namespace {

/// One operand or output of a case.
struct CaseTensor {
    std::string name;
    bool isConstant = false;
    bool isEpilogue = false;
    bool isRepeated = false;  ///< an earlier operand is read again
    TensorType type;
    std::optional<ValueRange> range;
    std::optional<std::vector<double>> values;
};

struct CaseParts {
    std::string kind;
    std::vector<CaseTensor> operands;
    std::string middle;  ///< attributes and epilogue, as in the text form of networks
    std::vector<CaseTensor> outputs;
};

Result<std::vector<double>> parseNumbers(Lexer& lexer) {
    PS_TRY(lexer.expect("["));
    std::vector<double> out;
    while (!lexer.accept("]")) {
        if (!out.empty()) PS_TRY(lexer.expect(","));
        PS_ASSIGN(const double value, lexer.number());
        out.push_back(value);
    }
    return out;
}

/// type[dims] and what may follow.
Status parseType(Lexer& lexer, CaseTensor& tensor) {
    PS_ASSIGN(const std::string word, lexer.name());
    PS_ASSIGN(tensor.type.type, parseDataType(word));
    PS_ASSIGN(const std::vector<double> extents, parseNumbers(lexer));
    for (const double extent : extents) tensor.type.dims.push(static_cast<std::int64_t>(extent));
    if (lexer.accept("~")) {
        PS_ASSIGN(const std::vector<double> bounds, parseNumbers(lexer));
        PS_CHECK(bounds.size() == 2, Code::Format, "a range has two bounds, got {}", bounds.size());
        tensor.range = ValueRange{bounds[0], bounds[1]};
    }
    if (lexer.accept("=")) {
        PS_ASSIGN(tensor.values, parseNumbers(lexer));
        PS_CHECK(static_cast<std::int64_t>(tensor.values->size()) == tensor.type.dims.volume(),
                 Code::Format,
                 "{} values for {}",
                 tensor.values->size(),
                 toString(tensor.type.dims));
    }
    return {};
}

Result<std::vector<CaseTensor>> parseOperands(std::string_view text) {
    Lexer lexer(text);
    std::vector<CaseTensor> out;
    bool epilogue = false;
    while (!lexer.atEnd()) {
        if (lexer.accept(";"))
            epilogue = true;
        else if (!out.empty())
            PS_TRY(lexer.expect(","));
        CaseTensor tensor;
        tensor.isEpilogue = epilogue;
        tensor.isConstant = lexer.accept("const");
        PS_ASSIGN(tensor.name, lexer.name());
        tensor.isRepeated = lexer.kind() != Lexer::Kind::Word;
        if (!tensor.isRepeated) PS_TRY(parseType(lexer, tensor));
        out.push_back(std::move(tensor));
    }
    return out;
}

Result<std::vector<CaseTensor>> parseOutputs(std::string_view text) {
    Lexer lexer(text);
    std::vector<CaseTensor> out;
    while (!lexer.atEnd()) {
        if (!out.empty()) PS_TRY(lexer.expect(","));
        CaseTensor tensor;
        PS_TRY(parseType(lexer, tensor));
        tensor.name = fmt::format("y{}", out.size());
        out.push_back(std::move(tensor));
    }
    return out;
}

Result<CaseParts> parseCase(std::string_view text) {
    const std::size_t open = text.find('('), close = text.find(')'), arrow = text.rfind("->");
    PS_CHECK(open != text.npos && close != text.npos && open < close, Code::Format, "'{}' is not kind(operands)", text);
    const std::size_t end = arrow == text.npos ? text.size() : arrow;
    CaseParts parts{std::string(text.substr(0, open)), {}, std::string(text.substr(close + 1, end - close - 1)), {}};
    PS_ASSIGN(parts.operands, parseOperands(text.substr(open + 1, close - open - 1)));
    if (arrow != text.npos) {
        PS_ASSIGN(parts.outputs, parseOutputs(text.substr(arrow + 2)));
    }
    return parts;
}

std::string typeText(const TensorType& type) {
    return fmt::format("{}[{}]", toString(type.type), fmt::join(type.dims, ","));
}

std::vector<double> valuesOf(const CaseTensor& tensor, std::uint64_t seed) {
    if (tensor.values) return *tensor.values;
    return randomValues(tensor.type, tensor.range.value_or(ValueRange::defaultOf(tensor.type.type)), seed);
}

std::string declaration(const CaseTensor& tensor, std::uint64_t seed) {
    if (!tensor.isConstant) return fmt::format("input {} {}\n", tensor.name, typeText(tensor.type));
    if (!tensor.values && !tensor.range)
        return fmt::format("const {} {} random={}\n", tensor.name, typeText(tensor.type), seed);
    return fmt::format(
        "const {} {} = [{}]\n", tensor.name, typeText(tensor.type), fmt::join(valuesOf(tensor, seed), ","));
}

std::string textOf(const CaseParts& parts, std::uint64_t seed) {
    std::string out = "network case\n", operands;
    bool epilogue = false;
    for (std::size_t i = 0; i < parts.operands.size(); ++i) {
        const CaseTensor& tensor = parts.operands[i];
        if (!tensor.isRepeated) out += declaration(tensor, seed + i);
        if (tensor.isEpilogue && !epilogue)
            operands += "; ";
        else if (i > 0)
            operands += ", ";
        epilogue = tensor.isEpilogue;
        operands += tensor.name;
    }
    out += fmt::format("layer case {}({}) {} -> ", parts.kind, operands, parts.middle);
    if (parts.outputs.empty()) return out + "y0\noutput y0\n";
    for (const CaseTensor& tensor : parts.outputs)
        out += fmt::format("{}{} {}", &tensor == parts.outputs.data() ? "" : ", ", tensor.name, typeText(tensor.type));
    out += '\n';
    for (const CaseTensor& tensor : parts.outputs) out += fmt::format("output {}\n", tensor.name);
    return out;
}

}  // namespace

Result<std::string> networkTextOf(std::string_view caseText, std::uint64_t seed) {
    PS_ASSIGN(const CaseParts parts, parseCase(caseText));
    return textOf(parts, seed);
}

Result<BuiltCase> buildCase(const LayerSuite& suite, const LayerCase& row, std::uint64_t seed) {
    PS_ASSIGN(const CaseParts parts, parseCase(row.text));
    PS_CHECK(parts.kind == suite.kind.name,
             Code::Format,
             "a case of {} stands in the suite of {}",
             parts.kind,
             suite.kind.name);
    BuiltCase out{.name = std::string(row.text),
                  .networkText = textOf(parts, seed),
                  .network = {},
                  .inputs = {},
                  .expected = {},
                  .tolerance = row.tolerance.value_or(suite.tolerance)};
    PS_ASSIGN(out.network, parseNetwork(out.networkText, layers::table()));
    for (std::size_t i = 0; i < parts.operands.size(); ++i) {
        const CaseTensor& tensor = parts.operands[i];
        if (!tensor.isConstant && !tensor.isRepeated)
            out.inputs.push_back(constantOf(tensor.type, valuesOf(tensor, seed + i)));
    }
    for (const CaseTensor& tensor : parts.outputs)
        out.expected.push_back(tensor.values ? constantOf(tensor.type, *tensor.values) : nullptr);
    return out;
}

Runner referenceRunner() {
    return {.name = "reference",
            .run = [](const BuiltCase& built) { return evaluateNetwork(built.network, built.inputs); }};
}

std::string difference(const Constant& actual, const Constant& expected, const Tolerance& tolerance) {
    if (actual.type() != expected.type() || !(actual.dims() == expected.dims()))
        return fmt::format("{}[{}] instead of {}[{}]",
                           toString(actual.type()),
                           toString(actual.dims()),
                           toString(expected.type()),
                           toString(expected.dims()));
    const bool isReal = expected.type() == DataType::Float || expected.type() == DataType::Half;
    const std::vector<double> a = layer_tests::valuesOf(actual), e = layer_tests::valuesOf(expected);
    std::size_t wrong = 0, first = 0;
    for (std::size_t i = e.size(); i-- > 0;) {
        const double allowed = isReal ? tolerance.absolute + tolerance.relative * std::abs(e[i]) : 0;
        const bool bothNan = std::isnan(a[i]) && std::isnan(e[i]);
        const bool close = std::isfinite(e[i]) && std::abs(a[i] - e[i]) <= allowed;
        if (bothNan || a[i] == e[i] || close) continue;
        first = i;
        ++wrong;
    }
    if (wrong == 0) return {};
    return fmt::format(
        "{} of {} elements differ; element {} is {}, expected {}", wrong, e.size(), first, a[first], e[first]);
}

std::string compareWithReference(const BuiltCase& built, const Runner& runner) {
    const auto expected = referenceRunner().run(built);
    if (!expected) return "reference: " + expected.error().text();
    const auto actual = runner.run(built);
    if (!actual) return runner.name + ": " + actual.error().text();
    if (actual->size() != expected->size())
        return fmt::format("{}: {} outputs instead of {}", runner.name, actual->size(), expected->size());
    for (std::size_t i = 0; i < expected->size(); ++i) {
        const std::string text = difference(*(*actual)[i], *(*expected)[i], built.tolerance);
        if (!text.empty()) return fmt::format("{}: output {}: {}", runner.name, i, text);
    }
    return {};
}

}  // namespace planscope::layer_tests
