// SPDX-License-Identifier: Apache-2.0
#include "engine/plugins/fields.h"

#include "engine/base/check.h"
#include "engine/network/number_list.h"

#include <algorithm>

namespace planscope::plugins {
namespace {

std::string numberText(std::int64_t value) { return std::to_string(value); }

std::string numberText(double value) {
    std::string text = fmt::format("{}", value);
    if (text.find_first_of(".en") == std::string::npos) text += ".0";
    return text;
}

struct Printer {
    template <class T>
    std::string operator()(const std::vector<T>& values) const {
        if (values.size() == 1) return numberText(values.front());
        std::string out = "[";
        for (const T value : values) out += (out.size() > 1 ? "," : "") + numberText(value);
        return out + "]";
    }
    std::string operator()(const std::string& text) const {
        std::string out = "\"";
        for (const char c : text) {
            if (c == '"' || c == '\\') out += '\\';
            out += c;
        }
        return out + '"';
    }
};

using Value = decltype(NamedField::value);

Result<Value> parseValue(Lexer& lexer) {
    if (lexer.kind() == Lexer::Kind::String) {
        PS_ASSIGN(std::string text, lexer.name());
        return Value(std::move(text));
    }
    PS_ASSIGN(NumberList numbers, lexer.accept("[") ? parseNumberList(lexer) : parseNumber(lexer));
    return std::visit([](auto& values) { return Value(std::move(values)); }, numbers);
}

template <class T>
NamedField listField(const char* name, const T* values, std::int64_t count) {
    return {name, std::vector<T>(values, values + count)};
}

}  // namespace

std::string printFields(const FieldList& fields) {
    std::string out;
    for (const NamedField& field : fields)
        out += (out.empty() ? "" : ", ") + quotedName(field.name) + "=" + std::visit(Printer{}, field.value);
    return out;
}

Result<FieldList> parseFields(std::string_view text) {
    FieldList out;
    Lexer lexer(text);
    while (!lexer.atEnd()) {
        if (!out.empty()) PS_TRY(lexer.expect(","));
        PS_ASSIGN(std::string name, lexer.name());
        PS_CHECK(std::ranges::find(out, name, &NamedField::name) == out.end(), Code::Format, "field '{}' is given twice", name);
        PS_TRY(lexer.expect("="));
        PS_ASSIGN(Value value, parseValue(lexer));
        out.push_back({std::move(name), std::move(value)});
    }
    return out;
}

std::vector<Field> borrowFields(const FieldList& fields) {
    std::vector<Field> out;
    for (const NamedField& field : fields)
        std::visit([&](const auto& values) {
            out.push_back({field.name.c_str(), field.type(), values.data(), static_cast<std::int64_t>(values.size())});
        }, field.value);
    return out;
}

void FieldCollector::integers(const char* name, const std::int64_t* values, std::int64_t count) {
    m_fields.push_back(listField(name, values, count));
}

void FieldCollector::numbers(const char* name, const double* values, std::int64_t count) {
    m_fields.push_back(listField(name, values, count));
}

void FieldCollector::text(const char* name, const char* value) { m_fields.push_back({name, std::string(value)}); }

}  // namespace planscope::plugins
