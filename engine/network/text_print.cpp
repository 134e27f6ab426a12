// SPDX-License-Identifier: Apache-2.0
#include "engine/network/extent.h"
#include "engine/network/lexer.h"
#include "engine/network/pointwise_text.h"
#include "engine/network/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace planscope {
namespace {

constexpr std::int64_t kMaxPrintedElements = 16;

std::string elementText(const Constant& value, std::size_t i) {
    switch (value.type()) {
    case DataType::Float: return toString(AttrValue(static_cast<double>(value.floats()[i])));
    case DataType::Int32: return std::to_string(value.ints()[i]);
    case DataType::Int8: return std::to_string(value.as<std::int8_t>()[i]);
    case DataType::Half: return std::to_string(value.as<std::uint16_t>()[i]);
    default: return std::to_string(value.as<std::uint8_t>()[i]);
    }
}

std::string valueText(const Constant& value) {
    if (value.dims().volume() > kMaxPrintedElements) return fmt::format("hash={:016x}", value.hash());
    std::string out = "= [";
    for (std::int64_t i = 0; i < value.dims().volume(); ++i)
        out += (i > 0 ? "," : "") + elementText(value, static_cast<std::size_t>(i));
    return out + "]";
}

/// Words stay bare; whatever has other characters is quoted.
std::string attributeText(const AttrValue& value) {
    const std::string* word = std::get_if<std::string>(&value);
    return word ? quotedName(*word) : toString(value);
}

class NetworkPrinter {
public:
    /// @param end  of every statement
    NetworkPrinter(const Network& network, std::string_view end) : m_network(network), m_end(end) {}

    std::string print() {
        m_out = fmt::format("network {}{}\n", quotedName(m_network.name.empty() ? "network" : m_network.name), m_end);
        for (const TensorId id : m_network.inputs()) line("input", id, "");
        for (std::size_t i = 0; i < m_network.tensorCount(); ++i) constant(TensorId(i));
        for (const LayerId id : m_network.topologicalOrder()) layer(m_network.layer(id));
        for (const NetworkOutput& output : m_network.outputs())
            m_out += fmt::format("output {} = {}{}\n", quotedName(output.name), nameOf(output.tensor), m_end);
        return std::move(m_out);
    }

private:
    std::string nameOf(TensorId id) const { return quotedName(m_network.tensor(id).name); }
    std::string typeOf(TensorId id) const {
        const Tensor& t = m_network.tensor(id);
        std::string out(toString(t.type));
        out += '[';
        for (int i = 0; i < t.dims.rank; ++i) out += (i > 0 ? "," : "") + extentOf(t.dims[i]);
        return out + ']';
    }

    /// A number, a name, or the code itself where the extent has none.
    std::string extentOf(std::int64_t extent) const {
        if (extent::isNumber(extent)) return std::to_string(extent);
        const std::string_view name = m_network.extentName(extent);
        return name.empty() ? fmt::format("\"?{:016x}\"", -extent) : quotedName(name);
    }

    void line(std::string_view word, TensorId id, const std::string& tail) {
        m_out += fmt::format("{} {} {}{}{}\n", word, nameOf(id), typeOf(id), tail, m_end);
    }

    void constant(TensorId id) {
        const Tensor& t = m_network.tensor(id);
        if (!t.constant || m_network.producer(id).valid()) return;
        if (m_network.consumers(id).empty() && !m_network.isOutput(id)) return;
        line("const", id, " " + valueText(*t.constant));
    }

    void layer(const Layer& layer) {
        std::string text = fmt::format("layer {} {}(", quotedName(layer.name), layer.def->kind.name);
        const auto anchors = static_cast<std::size_t>(layer.anchorInputCount());
        for (std::size_t i = 0; i < layer.inputs.size(); ++i)
            text += (i == 0 ? "" : i == anchors ? "; " : ", ") + nameOf(layer.inputs[i]);
        text += ")" + attributes(layer);
        if (!layer.epilogue.empty()) text += fmt::format(" then \"{}\"", toString(layer.epilogue));
        if (layer.numerics != Numerics::Native) text += fmt::format(" in {}", toString(layer.numerics));
        text += request(layer.request);
        for (std::size_t i = 0; i < layer.outputs.size(); ++i)
            text += fmt::format("{} {} {}", i == 0 ? " ->" : ",", nameOf(layer.outputs[i]), typeOf(layer.outputs[i]));
        text += m_end;
        if (!layer.origins.empty()) text += "  # from: " + origins(layer);
        m_out += text + '\n';
    }

    static std::string wanted(const std::optional<DataType>& type) { return type ? std::string(toString(*type)) : "any"; }

    static std::string request(const PrecisionRequest& request) {
        if (request.empty()) return {};
        std::string out = " wants " + wanted(request.precision);
        for (std::size_t i = 0; i < request.outputTypes.size(); ++i) out += (i == 0 ? "[" : ", ") + wanted(request.outputTypes[i]);
        return request.outputTypes.empty() ? out : out + ']';
    }

    std::string origins(const Layer& layer) const {
        std::string out;
        for (const OriginId id : layer.origins) out += (out.empty() ? "" : ", ") + m_network.origins()[id].name;
        std::ranges::replace(out, '\n', ' ');
        return out;
    }

    static std::string attributes(const Layer& layer) {
        std::string out;
        for (const AttrField& field : layer.def->fields)
            out += fmt::format("{}{}={}", out.empty() ? "" : ", ", field.name, attributeText(field.read(layer.attrs.data())));
        return out.empty() ? out : " {" + out + "}";
    }

    const Network& m_network;
    std::string_view m_end;
    std::string m_out;
};

}  // namespace

std::string printNetwork(const Network& network) { return NetworkPrinter(network, "").print(); }

std::string printBody(const Network& network) {
    std::string out = "{\n  ";
    for (const char c : NetworkPrinter(network, ";").print()) {
        out += c;
        if (c == '\n') out += "  ";
    }
    out.resize(out.size() - 2);
    return out + "}";
}

}  // namespace planscope
