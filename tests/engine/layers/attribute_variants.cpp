// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/layers/attribute_variants.h"

namespace planscope::layer_tests {
namespace {

/// Two words of every enumeration and two programs.
constexpr std::string_view kWords[] = {
    "f32",     "i32",      "max",           "average",    "sum",        "prod",       "relu",       "tanh",  "exp",
    "log",     "none",     "transpose",     "nearest",    "linear",     "asymmetric", "half_pixel", "floor", "ceil",
    "formula", "upper",    "strict_bounds", "fill",       "uniform",    "channel",    "max",        "min",   "default",
    "nd",      "linspace", "random_normal", "same_upper", "same_lower", "abs(i0)",    "neg(i0)",
    "element", "reflect",  "i8",            "u8",         "ij->ji",     "ij->ij",
    "row_major", "corner_pairs", "center_sizes", "gru", "rnn", "reverse", "forward",
};

struct OtherValues {
    std::vector<AttrValue> operator()(bool v) const { return {!v}; }
    std::vector<AttrValue> operator()(std::int64_t v) const { return {v + 1}; }
    std::vector<AttrValue> operator()(double v) const { return {v + 1, 0.5}; }
    std::vector<AttrValue> operator()(const std::string&) const {
        std::vector<AttrValue> out;
        for (const std::string_view word : kWords) out.emplace_back(std::string(word));
        return out;
    }
    std::vector<AttrValue> operator()(std::vector<std::int64_t> v) const {
        v.push_back(3);
        return {v, std::vector<std::int64_t>{7}};
    }
    std::vector<AttrValue> operator()(std::vector<double> v) const {
        v.push_back(3.5);
        return {v};
    }
    std::vector<AttrValue> operator()(const Body&) const { return {Body{}}; }
};

}  // namespace

std::optional<Attrs> withOtherValue(const LayerDef& def, const Attrs& attrs, const AttrField& field) {
    const AttrValue before = field.read(attrs.data());
    for (const AttrValue& candidate : std::visit(OtherValues{}, before)) {
        std::shared_ptr<void> copy = def.copyAttrs(attrs.data());
        if (field.write(copy.get(), candidate) && field.read(copy.get()) != before)
            return Attrs::adopt(std::move(copy));
    }
    return std::nullopt;
}

}  // namespace planscope::layer_tests
