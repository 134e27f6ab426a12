// SPDX-License-Identifier: Apache-2.0
#include "engine/base/check.h"
#include "engine/network/extent.h"
#include "engine/network/number_list.h"
#include "engine/network/pointwise_text.h"
#include "engine/network/text.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <limits>
#include <map>
#include <random>
#include <type_traits>

namespace planscope {
namespace {

constexpr std::int64_t kMaxParsedElements = std::int64_t{1} << 26;

Result<AttrValue> parseList(Lexer& lexer) {
    PS_ASSIGN(NumberList numbers, parseNumberList(lexer));
    return std::visit([](auto& values) { return AttrValue(std::move(values)); }, numbers);
}

Result<AttrValue> parsePlainAttribute(Lexer& lexer) {
    if (lexer.accept("[")) return parseList(lexer);
    if (lexer.accept("true")) return AttrValue(true);
    if (lexer.accept("false")) return AttrValue(false);
    if (lexer.isInteger()) {
        PS_ASSIGN(const std::int64_t value, lexer.integer());
        return AttrValue(value);
    }
    if (lexer.kind() == Lexer::Kind::Number) {
        PS_ASSIGN(const double value, lexer.number());
        return AttrValue(value);
    }
    PS_ASSIGN(std::string word, lexer.name());
    return AttrValue(std::move(word));
}

/// False where an integer type does not have the value.
template <class T>
bool storeElement(std::vector<std::byte>& bytes, std::size_t i, double value) {
    if constexpr (std::is_integral_v<T>)
        if (!(value >= std::numeric_limits<T>::min() && value <= std::numeric_limits<T>::max())) return false;
    const T element = static_cast<T>(value);
    std::memcpy(bytes.data() + i * sizeof(T), &element, sizeof(T));
    return true;
}

bool store(std::vector<std::byte>& bytes, DataType type, std::size_t i, double value) {
    switch (type) {
    case DataType::Float: return storeElement<float>(bytes, i, value);
    case DataType::Int32: return storeElement<std::int32_t>(bytes, i, value);
    case DataType::Int8: return storeElement<std::int8_t>(bytes, i, value);
    case DataType::Half: return storeElement<std::uint16_t>(bytes, i, value);
    default: return storeElement<std::uint8_t>(bytes, i, value);
    }
}

/// Extents that are open until the network runs may be stated as the numbers that they will be.
bool agrees(const TensorType& stated, const Tensor& tensor) {
    return stated.type == tensor.type && extent::mayEqual(stated.dims, tensor.dims);
}

/// "?" and sixteen digits, as extents without name are printed.
std::optional<std::int64_t> parseExtentCode(std::string_view word) {
    constexpr std::size_t kDigits = 16;
    std::int64_t magnitude = 0;
    if (word.size() != kDigits + 1 || word[0] != '?') return std::nullopt;
    const auto [end, error] = std::from_chars(word.data() + 1, word.data() + word.size(), magnitude, 16);
    const bool isCode = error == std::errc() && end == word.data() + word.size() && !extent::isNumber(-magnitude);
    return isCode ? std::optional(-magnitude) : std::nullopt;
}

ConstantPtr randomConstant(const TensorType& type, std::uint64_t seed) {
    std::vector<std::byte> bytes(storageBytes(type.type, type.dims, Format::linear()));
    std::mt19937_64 generator(seed);
    for (std::size_t i = 0; i < static_cast<std::size_t>(type.dims.volume()); ++i) {
        const double unit = static_cast<double>(generator() >> 11) * 0x1p-53;
        (void)store(bytes, type.type, i, type.type == DataType::Float ? 2 * unit - 1 : 4 * unit);
    }
    return Constant::own(type.type, type.dims, std::move(bytes));
}

/// The length of the first statement: lines up to the one that closes every brace opened before.
std::size_t statementLength(std::string_view text) {
    int depth = 0;
    bool isQuoted = false, isComment = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\n' && depth <= 0) return i;
        if (c == '\n') isComment = false;
        if (isQuoted && c == '\\') ++i;
        if (isComment || (isQuoted && c != '"')) continue;
        if (c == '"') isQuoted = !isQuoted;
        if (c == '#') isComment = true;
        depth += c == '{' ? 1 : c == '}' ? -1 : 0;
    }
    return text.size();
}

/// Bodies inside bodies.
constexpr int kMaxDepth = 256;

/// Fewer than 2^31 elements even where an extent is 0, so that volumes can be computed; no negative numbers but -1.
Status checkExtents(const Dims& dims) {
    std::int64_t volume = 1;
    for (const std::int64_t d : dims) {
        PS_CHECK(d >= extent::kAnonymous || !extent::isNumber(d), Code::Format, "{} is no extent", d);
        if (d <= 0) continue;
        PS_CHECK(d <= Network::kMaxElements / volume, Code::Limit, "the shape {} has more than 2^31 - 1 elements", toString(dims));
        volume *= d;
    }
    return {};
}

class NetworkParser {
public:
    NetworkParser(LayerTable table, int depth) : m_table(table), m_depth(depth) {}

    Status line(std::string_view text) {
        Lexer lexer(text);
        if (lexer.atEnd()) return {};
        PS_TRY(statement(lexer));
        if (!lexer.atEnd()) return fail(lexer.unexpected("the end of the line"));
        return {};
    }

    /// Statements up to the closing brace.
    Status body(Lexer& lexer) {
        PS_CHECK(m_depth <= kMaxDepth, Code::Limit, "networks are nested more than {} deep", kMaxDepth);
        while (!lexer.accept("}")) {
            PS_TRY(statement(lexer));
            PS_TRY(lexer.expect(";"));
        }
        return {};
    }

    Result<Network> finish() { return std::move(m_network); }

private:
    Status statement(Lexer& lexer) {
        if (lexer.accept("network")) return header(lexer);
        if (lexer.accept("input")) return input(lexer);
        if (lexer.accept("const")) return constant(lexer);
        if (lexer.accept("layer")) return layer(lexer);
        if (lexer.accept("output")) return output(lexer);
        return fail(lexer.unexpected("network, input, const, layer or output"));
    }

    Status header(Lexer& lexer) {
        PS_ASSIGN(m_network.name, lexer.name());
        return {};
    }

    /// A number, the name of an open extent, or the code of one without name.
    Result<std::int64_t> extent(Lexer& lexer) {
        if (lexer.isInteger()) return lexer.integer();
        PS_ASSIGN(const std::string word, lexer.name());
        if (const auto code = parseExtentCode(word)) return *code;
        m_network.nameExtent(word);
        return extent::named(word);
    }

    Result<TensorType> type(Lexer& lexer) {
        PS_ASSIGN(const std::string word, lexer.name());
        TensorType out;
        PS_ASSIGN(out.type, parseDataType(word));
        PS_TRY(lexer.expect("["));
        while (!lexer.accept("]")) {
            if (out.dims.rank > 0) PS_TRY(lexer.expect(","));
            PS_CHECK(out.dims.rank < kMaxRank, Code::Limit, "a tensor has at most {} dimensions", kMaxRank);
            PS_ASSIGN(const std::int64_t d, extent(lexer));
            out.dims.push(d);
        }
        PS_TRY(checkExtents(out.dims));
        return out;
    }

    Status define(const std::string& name, TensorId id) {
        PS_CHECK(m_tensors.emplace(name, id).second, Code::Graph, "tensor '{}' is defined twice", name);
        return {};
    }

    Result<TensorId> reference(Lexer& lexer) {
        PS_ASSIGN(const std::string name, lexer.name());
        const auto at = m_tensors.find(name);
        PS_CHECK(at != m_tensors.end(), Code::Graph, "tensor '{}' is not defined above", name);
        return at->second;
    }

    Status input(Lexer& lexer) {
        PS_ASSIGN(const std::string name, lexer.name());
        PS_ASSIGN(const TensorType t, type(lexer));
        return define(name, m_network.addInput(name, t.type, t.dims));
    }

    Status constant(Lexer& lexer) {
        PS_ASSIGN(const std::string name, lexer.name());
        PS_ASSIGN(const TensorType t, type(lexer));
        PS_CHECK(t.dims.isStatic() && t.dims.volume() <= kMaxParsedElements, Code::Limit, "constant '{}' is too large for text", name);
        PS_ASSIGN(ConstantPtr value, constantValue(lexer, t));
        return define(name, m_network.addConstant(name, std::move(value)));
    }

    Result<ConstantPtr> constantValue(Lexer& lexer, const TensorType& t) {
        if (lexer.accept("random")) {
            PS_TRY(lexer.expect("="));
            PS_ASSIGN(const std::int64_t seed, lexer.integer());
            return randomConstant(t, static_cast<std::uint64_t>(seed));
        }
        PS_CHECK(!lexer.accept("hash"), Code::Format, "the bytes of a constant given by hash are not part of the text; use random=SEED");
        PS_TRY(lexer.expect("="));
        PS_TRY(lexer.expect("["));
        std::vector<std::byte> bytes(storageBytes(t.type, t.dims, Format::linear()));
        for (std::int64_t i = 0; i < t.dims.volume(); ++i) {
            if (i > 0) PS_TRY(lexer.expect(","));
            PS_ASSIGN(const double value, lexer.number());
            PS_CHECK(store(bytes, t.type, static_cast<std::size_t>(i), value), Code::Format, "{} is no value of {}", value, toString(t.type));
        }
        PS_TRY(lexer.expect("]"));
        return Constant::own(t.type, t.dims, std::move(bytes));
    }

    Status layer(Lexer& lexer) {
        LayerSpec spec;
        PS_ASSIGN(spec.name, lexer.name());
        PS_ASSIGN(const std::string kind, lexer.name());
        spec.def = findLayerDef(m_table, kind);
        PS_CHECK(spec.def, Code::UnsupportedOperator, "'{}' is not a layer kind", kind);
        PS_TRY(operands(lexer, spec));
        PS_TRY(attributes(lexer, spec));
        if (lexer.accept("then")) {
            PS_ASSIGN(const std::string program, lexer.name());
            PS_ASSIGN(spec.epilogue, parsePointwise(program));
        }
        if (lexer.accept("in")) {
            PS_ASSIGN(const std::string word, lexer.name());
            PS_ASSIGN(spec.numerics, parseNumerics(word));
        }
        if (lexer.accept("wants")) PS_TRY(request(lexer, spec.request));
        PS_TRY(lexer.expect("->"));
        std::vector<std::optional<TensorType>> stated;
        do {
            PS_ASSIGN(std::string name, lexer.name());
            spec.outputNames.push_back(std::move(name));
            stated.emplace_back();
            if (lexer.kind() != Lexer::Kind::Word) continue;
            PS_ASSIGN(stated.back(), type(lexer));
        } while (lexer.accept(","));
        const std::vector<std::string> names = spec.outputNames;
        PS_CHECK(spec.request.outputTypes.size() <= names.size(), Code::Arity, "layer '{}' has {} outputs, types of {} are asked for",
                 spec.name, names.size(), spec.request.outputTypes.size());
        PS_ASSIGN(const LayerId id, m_network.addLayer(std::move(spec)));
        return checkOutputs(m_network.layer(id), names, stated);
    }

    static Result<std::optional<DataType>> wantedType(Lexer& lexer) {
        if (lexer.accept("any")) return std::nullopt;
        PS_ASSIGN(const std::string word, lexer.name());
        PS_ASSIGN(const DataType type, parseDataType(word));
        return type;
    }

    static Status request(Lexer& lexer, PrecisionRequest& request) {
        PS_ASSIGN(request.precision, wantedType(lexer));
        if (!lexer.accept("[")) return {};
        do {
            PS_ASSIGN(request.outputTypes.emplace_back(), wantedType(lexer));
        } while (lexer.accept(","));
        return lexer.expect("]");
    }

    Status operands(Lexer& lexer, LayerSpec& spec) {
        PS_TRY(lexer.expect("("));
        bool epilogue = false;
        while (!lexer.accept(")")) {
            if (lexer.accept(";")) epilogue = true;
            else if (!spec.inputs.empty()) PS_TRY(lexer.expect(","));
            PS_ASSIGN(const TensorId id, reference(lexer));
            spec.inputs.push_back(id);
            spec.epilogueInputs += epilogue ? 1 : 0;
        }
        return {};
    }

    Result<AttrValue> attribute(Lexer& lexer) const {
        if (!lexer.accept("{")) return parsePlainAttribute(lexer);
        NetworkParser nested(m_table, m_depth + 1);
        PS_TRY(nested.body(lexer));
        PS_ASSIGN(Network network, nested.finish());
        return AttrValue(Body{std::make_shared<const Network>(std::move(network))});
    }

    Status attributes(Lexer& lexer, LayerSpec& spec) const {
        std::vector<std::pair<std::string, AttrValue>> values;
        if (lexer.accept("{")) {
            while (!lexer.accept("}")) {
                if (!values.empty()) PS_TRY(lexer.expect(","));
                PS_ASSIGN(std::string name, lexer.name());
                PS_TRY(lexer.expect("="));
                PS_ASSIGN(AttrValue value, attribute(lexer));
                values.emplace_back(std::move(name), std::move(value));
            }
        }
        PS_ASSIGN(spec.attrs, makeAttrs(*spec.def, values));
        return {};
    }

    Status checkOutputs(const Layer& layer, const std::vector<std::string>& names,
                        const std::vector<std::optional<TensorType>>& stated) {
        PS_CHECK(names.size() == layer.outputs.size(), Code::Arity, "layer '{}' has {} outputs, {} are named", layer.name,
                 layer.outputs.size(), names.size());
        for (std::size_t i = 0; i < names.size(); ++i) {
            const Tensor& t = m_network.tensor(layer.outputs[i]);
            PS_CHECK(!stated[i] || agrees(*stated[i], t), Code::Shape, "'{}' is {}[{}], not what is stated",
                     names[i], toString(t.type), toString(t.dims));
            PS_TRY(define(names[i], layer.outputs[i]));
        }
        return {};
    }

    Status output(Lexer& lexer) {
        PS_ASSIGN(const std::string name, lexer.name());
        if (lexer.accept("=")) {
            PS_ASSIGN(const TensorId id, reference(lexer));
            m_network.markOutput(name, id);
            return {};
        }
        const auto at = m_tensors.find(name);
        PS_CHECK(at != m_tensors.end(), Code::Graph, "tensor '{}' is not defined above", name);
        m_network.markOutput(name, at->second);
        return {};
    }

    LayerTable m_table;
    int m_depth;
    Network m_network;
    std::map<std::string, TensorId> m_tensors;
};

}  // namespace

Result<Network> parseNetwork(std::string_view text, LayerTable table) {
    NetworkParser parser(table, 0);
    for (std::ptrdiff_t number = 1; !text.empty();) {
        const std::string_view statement = text.substr(0, statementLength(text));
        PS_TRY(within(fmt::format("line {}", number), parser.line(statement)));
        number += 1 + std::ranges::count(statement, '\n');
        text.remove_prefix(std::min(text.size(), statement.size() + 1));
    }
    return parser.finish();
}

}  // namespace planscope
