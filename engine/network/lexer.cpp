// SPDX-License-Identifier: Apache-2.0
#include "engine/network/lexer.h"

#include "engine/base/check.h"

#include <cctype>
#include <cerrno>
#include <cstdlib>

namespace planscope {
namespace {

bool isWordStart(char c) { return std::isalpha(static_cast<unsigned char>(c)) || c == '_'; }
bool isWordPart(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.' || c == '/' || c == ':'; }
bool isNumberPart(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '+' || c == '-'; }

bool isNumberWord(std::string_view word) { return word == "inf" || word == "nan"; }

}  // namespace

void Lexer::skipBlanks() {
    bool isComment = false;
    for (; m_next < m_text.size(); ++m_next) {
        const char c = m_text[m_next];
        if (c == '\n') isComment = false;
        else if (c == '#') isComment = true;
        else if (!isComment && !std::isspace(static_cast<unsigned char>(c))) return;
    }
}

void Lexer::advance() {
    skipBlanks();
    m_start = m_next;
    m_token.clear();
    if (m_next >= m_text.size()) {
        m_kind = Kind::End;
        return;
    }
    const char c = m_text[m_next];
    if (c == '"') {
        for (++m_next; m_next < m_text.size() && m_text[m_next] != '"'; ++m_next) {
            if (m_text[m_next] == '\\' && m_next + 1 < m_text.size()) ++m_next;
            m_token += m_text[m_next];
        }
        if (m_next < m_text.size()) ++m_next;
        m_kind = Kind::String;
        return;
    }
    const bool arrow = c == '-' && m_text.substr(m_next, 2) == "->";
    if (isWordStart(c)) {
        while (m_next < m_text.size() && isWordPart(m_text[m_next])) m_token += m_text[m_next++];
        m_kind = isNumberWord(m_token) ? Kind::Number : Kind::Word;
        return;
    }
    if (!arrow && (std::isdigit(static_cast<unsigned char>(c)) || c == '-' || c == '+')) {
        while (m_next < m_text.size() && isNumberPart(m_text[m_next])) m_token += m_text[m_next++];
        m_kind = Kind::Number;
        return;
    }
    m_token = m_text.substr(m_next, arrow ? 2 : 1);
    m_next += m_token.size();
    m_kind = Kind::Punctuation;
}

bool Lexer::accept(std::string_view token) {
    if (m_kind == Kind::End || m_kind == Kind::String || m_token != token) return false;
    advance();
    return true;
}

Status Lexer::expect(std::string_view token) {
    if (!accept(token)) return fail(unexpected("'" + std::string(token) + "'"));
    return {};
}

Result<std::string> Lexer::name() {
    if (m_kind != Kind::Word && m_kind != Kind::String) return fail(unexpected("a name"));
    std::string out = m_token;
    advance();
    return out;
}

bool Lexer::isInteger() const {
    return m_kind == Kind::Number && m_token.find_first_not_of("+-0123456789") == std::string::npos;
}

Result<double> Lexer::number() {
    if (m_kind != Kind::Number) return fail(unexpected("a number"));
    char* end = nullptr;
    const double value = std::strtod(m_token.c_str(), &end);
    if (*end != '\0' || end == m_token.c_str()) return fail(unexpected("a number"));
    advance();
    return value;
}

Result<std::int64_t> Lexer::integer() {
    if (!isInteger()) return fail(unexpected("an integer"));
    errno = 0;
    char* end = nullptr;
    const long long value = std::strtoll(m_token.c_str(), &end, 10);
    if (*end != '\0' || errno != 0) return fail(unexpected("an integer of 64 bits"));
    advance();
    return value;
}

Error Lexer::unexpected(std::string_view wanted) const {
    const std::string found = m_kind == Kind::End ? "the end of the line" : "'" + m_token + "'";
    return {Code::Format, {}, fmt::format("{} is expected at column {}, found {}", wanted, m_start + 1, found), {}};
}

std::string quotedName(std::string_view name) {
    bool plain = !name.empty() && isWordStart(name.front()) && !isNumberWord(name);
    for (const char c : name) plain = plain && isWordPart(c);
    if (plain) return std::string(name);
    std::string out = "\"";
    for (const char c : name) {
        if (c == '"' || c == '\\') out += '\\';
        out += c == '\n' ? ' ' : c;
    }
    return out + '"';
}

}  // namespace planscope
