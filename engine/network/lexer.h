// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"

#include <string>
#include <string_view>

namespace planscope {

/// Cuts a statement of the text forms into words, numbers, quoted strings and single punctuation characters. "#" starts a
/// comment up to the end of the line. Never reads past the end.
class Lexer {
public:
    explicit Lexer(std::string_view text) : m_text(text) { advance(); }

    enum class Kind { End, Word, Number, String, Punctuation };
    Kind kind() const { return m_kind; }
    /// The token's text; strings without their quotes and with escapes resolved.
    const std::string& token() const { return m_token; }
    bool atEnd() const { return m_kind == Kind::End; }

    bool accept(std::string_view token);
    Status expect(std::string_view token);
    /// A word or quoted string.
    Result<std::string> name();
    Result<double> number();
    Result<std::int64_t> integer();
    /// True if the number at hand was written without point, exponent, inf or nan.
    bool isInteger() const;
    /// Code::Format with the token and its position.
    Error unexpected(std::string_view wanted) const;

private:
    void skipBlanks();
    void advance();

    std::string_view m_text;
    std::size_t m_next = 0, m_start = 0;
    Kind m_kind = Kind::End;
    std::string m_token;
};

/// As it stands if it is a plain word, else in quotes.
std::string quotedName(std::string_view name);

}  // namespace planscope
