// SPDX-License-Identifier: Apache-2.0
#include "engine/network/attributes.h"

#include "engine/network/pointwise_text.h"
#include "engine/network/text.h"

#include <fmt/format.h>

namespace planscope {
namespace {

template <class T>
std::string listText(const std::vector<T>& values) {
    std::string out = "[";
    for (const T& v : values) {
        if (out.size() > 1) out += ',';
        fmt::format_to(std::back_inserter(out), "{}", v);
    }
    return out + "]";
}

/// Doubles that came from floats print with the digits that a float needs.
std::string floatText(double value) {
    const std::string text = fmt::format("{}", static_cast<float>(value));
    return text.find_first_of(".en") == std::string::npos ? text + ".0" : text;
}

struct Printer {
    std::string operator()(bool v) const { return v ? "true" : "false"; }
    std::string operator()(std::int64_t v) const { return std::to_string(v); }
    std::string operator()(double v) const { return floatText(v); }
    std::string operator()(const std::string& v) const { return v; }
    std::string operator()(const std::vector<std::int64_t>& v) const { return listText(v); }
    std::string operator()(const std::vector<double>& v) const {
        std::string out = "[";
        for (const double d : v) out += (out.size() > 1 ? "," : "") + floatText(d);
        return out + "]";
    }
    std::string operator()(const Body& v) const { return v.network ? printBody(*v.network) : "{}"; }
};

}  // namespace

bool operator==(const Body& a, const Body& b) {
    if (a.network == b.network) return true;
    return a.network && b.network && printBody(*a.network) == printBody(*b.network);
}

std::string toString(const AttrValue& value) { return std::visit(Printer{}, value); }

namespace detail {

AttrValue AttrTraits<PointwiseProgram>::read(const PointwiseProgram& v) { return toString(v); }

bool AttrTraits<PointwiseProgram>::write(PointwiseProgram& out, const AttrValue& v) {
    const std::string* text = std::get_if<std::string>(&v);
    if (!text) return false;
    const auto program = parsePointwise(*text);
    if (program) out = *program;
    return program.has_value();
}

}  // namespace detail
}  // namespace planscope
