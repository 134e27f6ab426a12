// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/ids.h"
#include "engine/layers/elementwise.h"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace planscope::onnx::ops {

/// One integer that extents, starts or repeats are made of: a number, or something that layers compute once the shapes are
/// known. Arithmetic of numbers gives numbers; the rest is only written down here and becomes layers in shape_arithmetic.h.
class ShapeValue {
public:
    using Kind = layers::elementwise::ElementwiseKind;

    /// Element `index` of an Int32 list, or the extent of axis `index` of a tensor.
    struct Leaf {
        TensorId tensor;
        int index = 0;
        bool isExtent = false;
    };

    /// A leaf, or an operation on two values.
    struct Term {
        Leaf leaf;
        bool isLeaf = true;
        Kind operation = Kind::Sum;
        std::vector<ShapeValue> operands = {};
    };

    ShapeValue(std::int64_t number) : m_code(number), m_isNatural(number >= 0) {}  // implicit: numbers mix with the rest
    /// @param code       of the value, see engine/network/extent.h; a number where it is known after all
    /// @param isNatural  the value cannot be negative
    ShapeValue(std::int64_t code, Term term, bool isNatural);

    bool isNumber() const { return m_term == nullptr; }
    bool isNumber(std::int64_t number) const { return isNumber() && m_code == number; }
    /// The number, or the code of the unknown value: equal codes are equal values.
    std::int64_t code() const { return m_code; }
    bool isNatural() const { return m_isNatural; }
    /// @pre !isNumber()
    const Term& term() const { return *m_term; }

private:
    std::int64_t m_code = 0;
    std::shared_ptr<const Term> m_term;
    bool m_isNatural = false;
};

using ShapeValues = std::vector<ShapeValue>;

ShapeValue operator+(const ShapeValue& a, const ShapeValue& b);
ShapeValue operator-(const ShapeValue& a, const ShapeValue& b);
ShapeValue operator*(const ShapeValue& a, const ShapeValue& b);
/// a / b rounded towards minus infinity. @pre b is not the number 0
ShapeValue dividedDown(const ShapeValue& a, const ShapeValue& b);
ShapeValue smaller(const ShapeValue& a, const ShapeValue& b);
ShapeValue larger(const ShapeValue& a, const ShapeValue& b);

ShapeValue product(std::span<const ShapeValue> values);

bool areNumbers(std::span<const ShapeValue> values);

}  // namespace planscope::onnx::ops
