// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/precision_flags.h"

#include "app/cli/options.h"
#include "engine/base/check.h"

#include <CLI/CLI.hpp>

namespace planscope::cli {
namespace {

struct TypeRow {
    std::string_view word;
    DataType type;
};

constexpr TypeRow kTypes[] = {
    {"fp32", DataType::Float}, {"fp16", DataType::Half}, {"int32", DataType::Int32}, {"int8", DataType::Int8}, {"bool", DataType::Bool},
};

constexpr std::string_view kConstraints[] = {"none", "prefer", "obey"};  // in the order of PrecisionConstraints

Result<DataType> parseType(std::string_view word, std::string_view option) {
    for (const TypeRow& row : kTypes)
        if (row.word == word) return row.type;
    return fail(Code::Option, fmt::format("{}: '{}' is not a type; there are fp32, fp16, int32, int8 and bool", option, word));
}

Result<std::vector<DataType>> parseTypes(std::string_view list, std::string_view option) {
    std::vector<DataType> out;
    while (true) {
        const std::size_t plus = list.find('+');
        PS_ASSIGN(out.emplace_back(), parseType(list.substr(0, plus), option));
        if (plus == std::string_view::npos) return out;
        list.remove_prefix(plus + 1);
    }
}

Result<std::vector<LayerTypes>> parseRows(const std::vector<std::string>& arguments, std::string_view option) {
    PS_ASSIGN(std::vector<NamedItem> items, parseNamedItems(arguments, option));
    std::vector<LayerTypes> out;
    for (NamedItem& item : items) {
        PS_ASSIGN(std::vector<DataType> types, parseTypes(item.value, option));
        out.push_back({std::move(item.name), std::move(types)});
    }
    return out;
}

}  // namespace

Result<PrecisionOptions> PrecisionFlags::options() const {
    constexpr std::string_view kPrecisions = "--layerPrecisions";
    PS_CHECK(!(tf32 && noTf32), Code::Option, "--tf32 and --noTF32 exclude each other");
    PrecisionOptions out{.fp16 = fp16 || best, .int8 = int8 || best, .tf32 = tf32};
    const auto at = std::ranges::find(kConstraints, constraints);
    PS_CHECK(at != std::end(kConstraints), Code::Option, "--precisionConstraints takes none, prefer or obey, given '{}'", constraints);
    out.constraints = static_cast<PrecisionConstraints>(at - std::begin(kConstraints));
    PS_ASSIGN(out.layerPrecisions, parseRows(layerPrecisions, kPrecisions));
    for (const LayerTypes& row : out.layerPrecisions)
        PS_CHECK(row.types.size() == 1, Code::Option, "{} takes one type for '{}', given {}", kPrecisions, row.layer, row.types.size());
    PS_ASSIGN(out.layerOutputTypes, parseRows(layerOutputTypes, "--layerOutputTypes"));
    return out;
}

std::string PrecisionFlags::text() const {
    std::string out = "FP32";
    if (tf32) out += "+TF32";
    if (fp16 || best) out += "+FP16";
    if (int8 || best) out += "+INT8";
    return out;
}

void declarePrecisionFlags(CLI::App& app, PrecisionFlags& flags) {
    app.add_flag("--fp16", flags.fp16, "allow FP16: half-precision tensors, sums in single precision");
    app.add_flag("--int8", flags.int8, "allow INT8, for networks with Q/DQ or with --calib or --dynamicRanges");
    app.add_flag("--best", flags.best, "allow FP16 and INT8");
    app.add_flag("--tf32", flags.tf32, "allow TF32: operands of convolutions and matrix products with 10 mantissa bits");
    app.add_flag("--noTF32", flags.noTf32, "no TF32; this is the default here");
    app.add_option("--precisionConstraints", flags.constraints, "none, prefer or obey: what --layerPrecisions and --layerOutputTypes bind [none]");
    app.add_option("--layerPrecisions", flags.layerPrecisions, "layer:type,...: fp32 or fp16; the layer '*' stands for all others");
    app.add_option("--layerOutputTypes", flags.layerOutputTypes, "layer:type[+type],...: types of the layer's outputs; '*' as above");
}

}  // namespace planscope::cli
