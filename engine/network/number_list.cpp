// SPDX-License-Identifier: Apache-2.0
#include "engine/network/number_list.h"

#include "engine/base/check.h"

namespace planscope {
namespace {

/// Integers until the first number that is none, then everything as floating point.
class Numbers {
public:
    Status read(Lexer& lexer) {
        if (m_allIntegers && lexer.isInteger()) {
            PS_ASSIGN(const std::int64_t value, lexer.integer());
            m_integers.push_back(value);
            return {};
        }
        if (m_allIntegers) m_numbers.assign(m_integers.begin(), m_integers.end());
        m_allIntegers = false;
        PS_ASSIGN(const double value, lexer.number());
        m_numbers.push_back(value);
        return {};
    }
    bool empty() const { return m_integers.empty() && m_numbers.empty(); }
    NumberList take() {
        if (m_allIntegers) return std::move(m_integers);
        return std::move(m_numbers);
    }

private:
    std::vector<std::int64_t> m_integers;
    std::vector<double> m_numbers;
    bool m_allIntegers = true;
};

}  // namespace

Result<NumberList> parseNumberList(Lexer& lexer) {
    Numbers numbers;
    while (!lexer.accept("]")) {
        if (!numbers.empty()) PS_TRY(lexer.expect(","));
        PS_TRY(numbers.read(lexer));
    }
    return numbers.take();
}

Result<NumberList> parseNumber(Lexer& lexer) {
    Numbers numbers;
    PS_TRY(numbers.read(lexer));
    return numbers.take();
}

}  // namespace planscope
