// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/einsum_equation.h"

#include "engine/base/check.h"
#include "engine/network/extent.h"
#include "engine/network/names.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

namespace planscope::layers {
namespace {

/// Indices of the sum: ASCII letters name themselves, axes of "..." are numbered from the right.
constexpr int kFirstUnnamed = 128;
constexpr int kIndexCount = kFirstUnnamed + kMaxRank;
constexpr std::string_view kEllipsis = "...";

using Index = int;
using Indices = std::vector<Index>;

bool isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::string nameOf(Index index) {
    if (index < kFirstUnnamed) return fmt::format("index '{}'", static_cast<char>(index));
    return fmt::format("axis {} from the right of '...'", index - kFirstUnnamed);
}

/// One operand or the output: its letters, and where "..." stands among them.
struct Term {
    Indices letters;
    int ellipsis = -1;
};

Result<Term> parseTerm(std::string_view text) {
    Term term;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text.substr(i).starts_with(kEllipsis)) {
            PS_CHECK(term.ellipsis < 0, Code::Attribute, "'{}' has '...' twice", text);
            term.ellipsis = static_cast<int>(term.letters.size());
            i += kEllipsis.size() - 1;
            continue;
        }
        PS_CHECK(isLetter(text[i]), Code::Attribute, "'{}' holds '{}'; letters and '...' are possible", text, text[i]);
        term.letters.push_back(text[i]);
    }
    return term;
}

/// The term with "..." replaced by `unnamed` indices, the last of them first from the right.
Indices expanded(const Term& term, int unnamed) {
    Indices out = term.letters;
    if (term.ellipsis < 0) return out;
    for (int i = 0; i < unnamed; ++i) out.insert(out.begin() + term.ellipsis, kFirstUnnamed + i);
    return out;
}

struct Equation {
    std::vector<Term> operands;
    Term output;
    bool hasOutput = false;
};

Result<Equation> parseEquation(std::string_view spaced) {
    std::string text(spaced);
    std::erase(text, ' ');
    Equation out;
    const std::size_t arrow = text.find("->");
    std::string_view left = std::string_view(text).substr(0, arrow);
    for (;;) {
        const std::size_t comma = left.find(',');
        PS_ASSIGN(Term term, parseTerm(left.substr(0, comma)));
        out.operands.push_back(std::move(term));
        if (comma == std::string_view::npos) break;
        left.remove_prefix(comma + 1);
    }
    if (arrow == std::string::npos) return out;
    out.hasOutput = true;
    PS_ASSIGN(out.output, parseTerm(std::string_view(text).substr(arrow + 2)));
    return out;
}

/// What the equation says of every index.
class Extents {
public:
    /// Axes of "..." broadcast, the others are equal; of a number and an open extent the number is kept.
    Status add(Index index, std::int64_t extent) {
        std::optional<std::int64_t>& known = m_extents[static_cast<std::size_t>(index)];
        if (!known) known = extent;
        const bool isUnnamed = index >= kFirstUnnamed;
        const bool agrees = isUnnamed ? extent::mayBroadcast(*known, extent) : extent::mayEqual(*known, extent);
        PS_CHECK(agrees, Code::Shape, "{} is {} and {}", nameOf(index), extentText(*known), extentText(extent));
        if (isUnnamed) known = extent::broadcast(*known, extent);
        else if (extent::isNumber(extent)) known = extent;
        return {};
    }
    bool has(Index index) const { return m_extents[static_cast<std::size_t>(index)].has_value(); }
    std::int64_t operator[](Index index) const { return m_extents[static_cast<std::size_t>(index)].value_or(0); }

private:
    std::array<std::optional<std::int64_t>, kIndexCount> m_extents{};
};

int countOf(const std::vector<Indices>& operands, Index index) {
    std::ptrdiff_t count = 0;
    for (const Indices& operand : operands) count += std::ranges::count(operand, index);
    return static_cast<int>(count);
}

/// The output of an equation without "->".
Indices impliedOutput(const std::vector<Indices>& operands, int unnamed) {
    Indices out;
    for (int i = unnamed - 1; i >= 0; --i) out.push_back(kFirstUnnamed + i);
    for (Index letter = 0; letter < kFirstUnnamed; ++letter)
        if (countOf(operands, letter) == 1) out.push_back(letter);
    return out;
}

Status checkOutput(const Indices& output, const Extents& extents) {
    for (const Index index : output) {
        PS_CHECK(extents.has(index), Code::Attribute, "{} of the output stands in no operand", nameOf(index));
        PS_CHECK(std::ranges::count(output, index) == 1, Code::Attribute, "{} stands twice in the output", nameOf(index));
    }
    PS_CHECK(output.size() <= kMaxRank, Code::Limit, "the output has rank {}, the limit is {}", output.size(), kMaxRank);
    return {};
}

Indices summedIndices(const Indices& output, const Extents& extents) {
    Indices out;
    for (Index index = 0; index < kIndexCount; ++index)
        if (extents.has(index) && std::ranges::find(output, index) == output.end()) out.push_back(index);
    return out;
}

Dims extentsOf(const Indices& indices, const Extents& extents) {
    Dims out;
    for (const Index index : indices) out.push(extents[index]);
    return out;
}

/// Strides of an operand along some indices; those of a repeated index add up, one of extent 1 stands still.
Dims stridesAlong(const Indices& wanted, const Indices& operand, const Dims& dims) {
    Dims out = Dims::filled(static_cast<int>(wanted.size()), 0);
    if (!dims.isStatic()) return out;
    const Dims strides = linearStrides(dims);
    for (int axis = 0; axis < dims.rank; ++axis) {
        const auto at = std::ranges::find(wanted, operand[static_cast<std::size_t>(axis)]);
        if (at != wanted.end() && dims[axis] != 1) out[static_cast<int>(at - wanted.begin())] += strides[axis];
    }
    return out;
}

/// The number of axes that "..." stands for in an operand.
Result<int> unnamedAxes(const Term& term, const Dims& dims, std::size_t operand) {
    const int named = static_cast<int>(term.letters.size());
    PS_CHECK(term.ellipsis >= 0 ? named <= dims.rank : named == dims.rank,
             Code::Attribute,
             "operand {} has {} indices, but input {} has rank {}",
             operand,
             named,
             operand,
             dims.rank);
    return dims.rank - named;
}

}  // namespace

Result<EinsumPlan> planEinsum(std::string_view equation, std::span<const Dims> operands) {
    PS_ASSIGN(const Equation parsed, parseEquation(equation));
    PS_CHECK(parsed.operands.size() == operands.size(),
             Code::Attribute,
             "the equation '{}' has {} operands, but there are {} inputs",
             equation,
             parsed.operands.size(),
             operands.size());
    std::vector<Indices> terms;
    Extents extents;
    int unnamed = 0;
    for (std::size_t i = 0; i < operands.size(); ++i) {
        PS_ASSIGN(const int count, unnamedAxes(parsed.operands[i], operands[i], i));
        unnamed = std::max(unnamed, count);
        terms.push_back(expanded(parsed.operands[i], count));
        for (int axis = 0; axis < operands[i].rank; ++axis)
            PS_TRY(extents.add(terms.back()[static_cast<std::size_t>(axis)], operands[i][axis]));
    }
    const Indices output = parsed.hasOutput ? expanded(parsed.output, unnamed) : impliedOutput(terms, unnamed);
    PS_TRY(checkOutput(output, extents));
    const Indices sums = summedIndices(output, extents);
    PS_CHECK(sums.size() <= kMaxRank, Code::Limit, "{} indices are summed over, the limit is {}", sums.size(), kMaxRank);
    EinsumPlan plan{extentsOf(output, extents), extentsOf(sums, extents), {}};
    for (std::size_t i = 0; i < operands.size(); ++i)
        plan.operands.push_back(
            {stridesAlong(output, terms[i], operands[i]), stridesAlong(sums, terms[i], operands[i])});
    return plan;
}

}  // namespace planscope::layers
