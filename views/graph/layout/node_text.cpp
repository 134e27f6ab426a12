// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/layout/node_text.h"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace planscope::views::graph {
namespace {

struct ShortAttribute {
    std::string_view name;    // lower case, without '_' and spaces
    std::string_view label;   // empty: the value speaks for itself
};

// In order of importance; the spellings of ONNX and of the engine's layers.
constexpr ShortAttribute kShortAttributes[] = {
    {"kernelshape", "k"}, {"kernelsize", "k"}, {"kernel", "k"},    {"windowsize", "k"}, {"window", "k"},
    {"strides", "s"},     {"stride", "s"},     {"dilations", "d"}, {"dilation", "d"},   {"groups", "g"},
    {"group", "g"},       {"axis", "axis"},    {"axes", "axes"},   {"perm", "perm"},    {"permutation", "perm"},
    {"operation", ""},    {"op", ""},          {"type", ""},       {"mode", ""},        {"to", "to"},
};

constexpr std::size_t kMostAttributes = 3;
constexpr std::size_t kMostCharacters = 22;

std::string folded(std::string_view name) {
    std::string result;
    for (const char c : name)
        if (c != '_' && c != ' ') result += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return result;
}

/// "[3, 3]" -> "3x3"; other texts stay as they are.
std::string compactValue(std::string_view value) {
    const bool isList = value.size() >= 2 && (value.front() == '[' || value.front() == '(');
    if (!isList) return std::string(value);
    std::string result;
    for (const char c : value.substr(1, value.size() - 2)) {
        if (c == ' ') continue;
        result += c == ',' ? 'x' : c;
    }
    return result;
}

/// Whether a short attribute says nothing: unit strides, dilations and groups and plain modes are the rule.
bool isUsual(std::string_view label, std::string_view value) {
    if (label.empty()) return value == "default" || value == "strict_bounds";
    if (label != "s" && label != "d" && label != "g") return false;
    return !value.empty() && std::ranges::all_of(value, [](char c) { return c == '1' || c == 'x'; });
}

bool isTerminal(inspect::Category category) {
    return category == inspect::Category::Input || category == inspect::Category::Output;
}

const inspect::GraphValue* shownValue(const inspect::GraphSnapshot& snapshot, const inspect::GraphNode& node) {
    const auto& ids = node.outputs.empty() ? node.inputs : node.outputs;
    if (ids.empty() || ids.front() < 0) return nullptr;
    const auto id = static_cast<std::size_t>(ids.front());
    return id < snapshot.values.size() ? &snapshot.values[id] : nullptr;
}

}  // namespace

std::string describeValue(const inspect::GraphValue& value) {
    if (value.shape.empty()) return value.type;
    return value.type.empty() ? value.shape : value.shape + " " + value.type;
}

std::string keyAttributes(const inspect::GraphNode& node) {
    std::string line;
    std::size_t count = 0;
    std::string_view lastLabel = "-";
    for (const ShortAttribute& wanted : kShortAttributes) {
        if (count == kMostAttributes) break;
        const auto found = std::ranges::find_if(node.properties, [&](const inspect::Property& property) {
            return property.group == "Attributes" && folded(property.name) == wanted.name;
        });
        if (found == node.properties.end() || (!wanted.label.empty() && wanted.label == lastLabel)) continue;
        const std::string value = compactValue(found->value);
        if (value.empty() || value.size() > kMostCharacters || isUsual(wanted.label, value)) continue;
        line += line.empty() ? "" : "  ";
        line += wanted.label.empty() ? value : std::string(wanted.label) + " " + value;
        lastLabel = wanted.label;
        ++count;
    }
    return line;
}

NodeText makeNodeText(const inspect::GraphSnapshot& snapshot, std::size_t node, std::string badge) {
    const inspect::GraphNode& row = snapshot.nodes[node];
    NodeText text;
    text.title = isTerminal(row.category) || row.op.empty() ? row.name : row.op;
    text.badge = std::move(badge);
    text.chips = row.swallowed;
    if (std::string attributes = keyAttributes(row); !attributes.empty()) text.lines.push_back(std::move(attributes));
    if (const inspect::GraphValue* value = shownValue(snapshot, row)) {
        std::string line = describeValue(*value);
        if (row.outputs.size() > 1) line += "  +" + std::to_string(row.outputs.size() - 1);
        if (!line.empty()) text.lines.push_back(std::move(line));
    }
    return text;
}

}  // namespace planscope::views::graph
