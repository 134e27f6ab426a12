// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/output_json.h"

#include "engine/network/names.h"
#include "kernels/api/half.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>

namespace planscope::cli {
namespace {

std::string floatText(float value) {
    if (std::isnan(value)) return "\"nan\"";
    if (std::isinf(value)) return value > 0 ? "\"inf\"" : "\"-inf\"";
    return fmt::format("{}", value);
}

std::string elementText(const Constant& tensor, std::size_t i) {
    const DataType type = tensor.type();
    if (type == DataType::Float) return floatText(tensor.floats()[i]);
    if (type == DataType::Half) return floatText(floatFromHalf(tensor.as<std::uint16_t>()[i]));
    if (type == DataType::Int32) return std::to_string(tensor.ints()[i]);
    if (type == DataType::Int8) return std::to_string(tensor.as<std::int8_t>()[i]);
    return std::to_string(tensor.as<std::uint8_t>()[i]);
}

}  // namespace

std::string valuesText(const Constant& tensor, std::int64_t most) {
    std::string out;
    const std::int64_t count = tensor.dims().volume();
    for (std::int64_t i = 0; i < std::min(count, most); ++i) out += (i > 0 ? ", " : "") + elementText(tensor, static_cast<std::size_t>(i));
    return count > most ? out + ", ..." : out;
}

std::string outputJson(const Engine& engine, std::span<const ConstantPtr> outputs) {
    std::string out = "[\n";
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        const nlohmann::json name = engine.outputs[i].name;
        out += fmt::format("  {{ \"name\" : {}, \"dimensions\" : \"{}\", \"values\" : [ {} ] }}{}\n",
                           name.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace), toString(outputs[i]->dims()),
                           valuesText(*outputs[i], outputs[i]->dims().volume()), i + 1 < outputs.size() ? "," : "");
    }
    return out + "]\n";
}

}  // namespace planscope::cli
