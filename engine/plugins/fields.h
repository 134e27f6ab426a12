// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"
#include "engine/plugins/plugin.h"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace planscope::plugins {

/// The fields of a plugin as values, in order. Names are unique.
struct NamedField {
    std::string name;
    std::variant<std::vector<std::int64_t>, std::vector<double>, std::string> value;  ///< in the order of FieldType

    FieldType type() const { return static_cast<FieldType>(value.index()); }
    friend bool operator==(const NamedField&, const NamedField&) = default;
};
using FieldList = std::vector<NamedField>;

/// "slope=0.5, sizes=[1,2], mode=\"linear\"": how fields stand in plans and in the text form of networks. Numbers keep all
/// their digits and a point, so that they stay numbers.
std::string printFields(const FieldList& fields);
/// @errors Code::Format for what printFields does not print
Result<FieldList> parseFields(std::string_view text);

/// The fields as a creator takes them; borrows from `fields`.
std::vector<Field> borrowFields(const FieldList& fields);

/// Collects what a plugin writes.
class FieldCollector final : public FieldWriter {
public:
    void integers(const char* name, const std::int64_t* values, std::int64_t count) override;
    void numbers(const char* name, const double* values, std::int64_t count) override;
    void text(const char* name, const char* value) override;
    FieldList take() { return std::move(m_fields); }

private:
    FieldList m_fields;
};

}  // namespace planscope::plugins
