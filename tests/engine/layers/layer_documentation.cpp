// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/layers/layer_documentation.h"

#include "engine/layers/layer_table.h"
#include "tests/engine/layers/layer_suite.h"

#include <fmt/format.h>

#include <iterator>

namespace planscope::layer_tests {
namespace {

constexpr std::string_view kIntroduction =
    "# Layer kinds\n\n"
    "Made from the field tables in `engine/layers` and the cases in `tests/engine/layers` by the program "
    "`layer_docs`;\n"
    "do not edit by hand. An example reads as in the text form of networks, with the types of its tensors in place.\n";

/// In the order of AttrValue's alternatives.
constexpr std::string_view kTypeNames[] = {"boolean", "integer", "number", "word", "integers", "numbers",
                                           "network"};

std::string defaultText(const AttrValue& value) {
    const std::string text = toString(value);
    return text.empty() || text == "[]" || text == "{}" ? "none" : '`' + text + '`';
}

void describe(std::string& out, const LayerDef& def, const LayerSuite& suite) {
    const auto append = std::back_inserter(out);
    fmt::format_to(append, "\n## {}\n\n{}\n\n", def.kind.name, def.doc);
    if (!def.fields.empty()) out += "| attribute | type | default | meaning |\n|---|---|---|---|\n";
    const std::shared_ptr<void> defaults = def.copyAttrs(nullptr);
    for (const AttrField& field : def.fields) {
        const AttrValue value = field.read(defaults.get());
        fmt::format_to(
            append, "| {} | {} | {} | {} |\n", field.name, kTypeNames[value.index()], defaultText(value), field.doc);
    }
    if (suite.cases.empty()) return;
    fmt::format_to(append, "{}    {}\n", def.fields.empty() ? "" : "\n", suite.cases.front().text);
}

}  // namespace

std::string layerDocumentation() {
    std::string out(kIntroduction);
    const std::vector<LayerSuite> suites = allSuites();
    for (std::size_t i = 0; i < suites.size(); ++i) describe(out, *layers::table()[i], suites[i]);
    return out;
}

}  // namespace planscope::layer_tests
