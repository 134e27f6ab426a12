// SPDX-License-Identifier: Apache-2.0
#include "engine/onnx/ops/shape_value.h"

#include "engine/network/extent.h"

#include <algorithm>
#include <limits>
#include <optional>

namespace planscope::onnx::ops {
namespace {

using Kind = ShapeValue::Kind;

/// Layers compute with 32 bits, so that no value lies beyond.
constexpr std::int64_t kLargest = std::numeric_limits<std::int32_t>::max();

/// Numbers of a hostile file must not overflow; what is this large is refused for its size later.
std::int64_t saturated(__int128 value) {
    using Limits = std::numeric_limits<std::int64_t>;
    return static_cast<std::int64_t>(std::clamp<__int128>(value, Limits::min(), Limits::max()));
}

ShapeValue combined(Kind kind, std::int64_t code, bool isNatural, const ShapeValue& a, const ShapeValue& b) {
    return ShapeValue(code, {.leaf = {}, .isLeaf = false, .operation = kind, .operands = {a, b}}, isNatural);
}

bool areBothNumbers(const ShapeValue& a, const ShapeValue& b) { return a.isNumber() && b.isNumber(); }
bool areBothNatural(const ShapeValue& a, const ShapeValue& b) { return a.isNatural() && b.isNatural(); }

/// The larger of two where that is known of any values that they may have.
std::optional<ShapeValue> knownLarger(const ShapeValue& a, const ShapeValue& b) {
    if (a.code() == b.code()) return a;
    if (areBothNumbers(a, b)) return std::max(a.code(), b.code());
    if (b.isNumber() && (b.code() <= 0) && a.isNatural()) return a;
    return std::nullopt;
}

std::optional<ShapeValue> knownSmaller(const ShapeValue& a, const ShapeValue& b) {
    if (a.code() == b.code()) return a;
    if (areBothNumbers(a, b)) return std::min(a.code(), b.code());
    if (b.isNumber() && (b.code() >= kLargest || (b.code() <= 0 && a.isNatural()))) return b.code() >= kLargest ? a : b;
    return std::nullopt;
}

}  // namespace

ShapeValue::ShapeValue(std::int64_t code, Term term, bool isNatural) : m_code(code), m_isNatural(isNatural) {
    if (!extent::isNumber(code)) m_term = std::make_shared<const Term>(std::move(term));
    else m_isNatural = code >= 0;
}

ShapeValue operator+(const ShapeValue& a, const ShapeValue& b) {
    if (areBothNumbers(a, b)) return saturated(static_cast<__int128>(a.code()) + b.code());
    if (a.isNumber(0)) return b;
    if (b.isNumber(0)) return a;
    return combined(Kind::Sum, extent::add(a.code(), b.code()), areBothNatural(a, b), a, b);
}

ShapeValue operator-(const ShapeValue& a, const ShapeValue& b) {
    if (areBothNumbers(a, b)) return saturated(static_cast<__int128>(a.code()) - b.code());
    if (b.isNumber(0)) return a;
    if (b.isNumber()) return a + ShapeValue(-b.code());
    return combined(Kind::Sub, extent::subtract(a.code(), b.code()), false, a, b);
}

ShapeValue operator*(const ShapeValue& a, const ShapeValue& b) {
    if (areBothNumbers(a, b)) return saturated(static_cast<__int128>(a.code()) * b.code());
    if (a.isNumber(0) || b.isNumber(0)) return 0;
    if (a.isNumber(1)) return b;
    if (b.isNumber(1)) return a;
    return combined(Kind::Prod, extent::multiply(a.code(), b.code()), areBothNatural(a, b), a, b);
}

ShapeValue dividedDown(const ShapeValue& a, const ShapeValue& b) {
    if (b.isNumber(1)) return a;
    const std::int64_t code = extent::divideDown(a.code(), b.code());
    return areBothNumbers(a, b) ? ShapeValue(code) : combined(Kind::FloorDiv, code, areBothNatural(a, b), a, b);
}

ShapeValue smaller(const ShapeValue& a, const ShapeValue& b) {
    for (const auto& known : {knownSmaller(a, b), knownSmaller(b, a)})
        if (known) return *known;
    return combined(Kind::Min, extent::smaller(a.code(), b.code()), areBothNatural(a, b), a, b);
}

ShapeValue larger(const ShapeValue& a, const ShapeValue& b) {
    for (const auto& known : {knownLarger(a, b), knownLarger(b, a)})
        if (known) return *known;
    return combined(Kind::Max, extent::larger(a.code(), b.code()), a.isNatural() || b.isNatural(), a, b);
}

ShapeValue product(std::span<const ShapeValue> values) {
    ShapeValue out = 1;
    for (const ShapeValue& value : values) out = out * value;
    return out;
}

bool areNumbers(std::span<const ShapeValue> values) {
    return std::ranges::all_of(values, [](const ShapeValue& value) { return value.isNumber(); });
}

}  // namespace planscope::onnx::ops
